"""What is refused above the incidents, and how: allowed, up to date, possible, well formed, in this order (R1)."""

from collections.abc import Callable
from typing import Any

from tests.walk.above.may import may
from tests.walk.above.model import (
    ALIVE,
    LEADERS,
    LIVE,
    MEMBERS,
    RUNGS,
    WAITING,
    Icm,
    Incident,
    Question,
    Request,
    Step,
    World,
    covers,
    is_expert,
)

# R35, row by row: from which states, and to which; the same where nothing is named.
LIFE: dict[str, tuple[tuple[str, ...], str]] = {
    "acknowledge": (("open",), "acknowledged"),
    "request_information": (("acknowledged",), "needs_information"),
    "provide_information": (("needs_information",), "acknowledged"),
    "mitigate": (("open", "acknowledged", "needs_information"), "mitigated"),
    "resolve": (ALIVE, "resolved"),
    "close": (("resolved",), "closed"),
    "send_back": (("resolved",), "acknowledged"),
    "hand_over": (ALIVE, "open"),
    "join": (ALIVE, ""),
    **dict.fromkeys(("update", "notify_again", "deny"), (LIVE, "")),
    **dict.fromkeys(("request_consent", "add_to_thread", "remove_from_thread"), (LIVE, "")),
    **dict.fromkeys(("consent", "decline_consent", "ask_to_join", "leave", "write_to_customer"), (LIVE, "")),
    "review_icm": ((*LIVE, "closed"), ""),
}
NO_GROUNDS = ("documentation", "query", "unsure_how_to_troubleshoot", "beyond_my_skills")
RESOLUTIONS = ("fixed", "by_design", "duplicate", "not_reproducible", "granted", "declined")
Refused = set[int]  # how it may be refused; empty where it may not
OK: Refused = set()
# What cannot be left blank.
NEEDS = {
    **dict.fromkeys(("request_information", "provide_information", "update", "write_to_customer"), "body"),
    **dict.fromkeys(("send_back", "remove_from_thread", "move_up", "decline_csat", "end_csat"), "reason"),
    **dict.fromkeys(("answer", "ask_for_more", "discuss_csat"), "body"),
    **dict.fromkeys(("revise_csat", "request_csat"), "why"),
    "request_consent": "exhausted",
    "review_incident": "guidance",
    "ask": "question",
}


def refusal(world: World, step: Step) -> Refused:
    if not may(step):
        return {403}
    if step.is_stale:
        return {412}
    stands = hindered(world, step) | REST[step.verb](world, step)
    # Both that it is not possible and that it is not well formed: the first is to be said, some say the second.
    return stands | ({400} if is_blank(step) else OK)


def is_blank(step: Step) -> bool:
    return step.verb in NEEDS and not str(step.given.get(NEEDS[step.verb], "")).strip()


# --- When it is possible ----------------------------------------------------------------------------------------------


def hindered(world: World, step: Step) -> Refused:
    about = step.about
    if isinstance(about, Incident):
        return {409} if about.is_closed else OK
    if isinstance(about, Icm) and step.verb in LIFE:
        return OK if about.state in LIFE[step.verb][0] else {409}
    if isinstance(about, Question):
        return OK if is_question_open(step.verb, about) else {409}
    return OK if not isinstance(about, Request) or is_request_open(step.verb, about) else {409}


def is_question_open(verb: str, question: Question) -> bool:
    if question.incident.is_closed or question.state == "ended":
        return False
    if verb == "move_up":
        return question.rung != "pg"
    return verb != "end" or question.state == "asked"


def is_request_open(verb: str, request: Request) -> bool:
    if verb in ("end_csat", "engage_csat"):
        return request.state == "approved"
    states = ("asked",) if verb == "ask_for_more" else WAITING
    return request.state in states and not request.is_gone


# --- What else each asks for ------------------------------------------------------------------------------------------


def nothing(world: World, step: Step) -> Refused:
    return OK


def opens(world: World, step: Step) -> Refused:
    given, incident = step.given, step.about
    bad = not given["title"].strip() or given["team"] != "css_escalation" or not given["is_whole"]
    is_late = not incident.is_checked and given["ground"] not in ("severity_1", "pg_indicated")
    return {400} if bad or is_late or not has_ground(step.who, incident, given) else OK


def has_ground(who: str, incident: Incident, given: dict[str, Any]) -> bool:
    """The four grounds, each checked (R31)."""
    question: Question | None = given.get("consultation")
    match given["ground"]:
        case "bug_evidence":
            return bool(given["evidence"].strip())
        case "severity_1":
            return incident.severity == 1
        case "expert_indicated":
            return says_so(who, incident, question) if question else is_expert(who, incident)
        case "pg_indicated" if question:
            theirs = [indicated for by, indicated in question.answers if by in MEMBERS]
            return question.incident is incident and question.state != "asked" and theirs[-1:] == [True]
        case "pg_indicated":
            return bool(given.get("pg_member") and given["said_where"].strip())
    return False


def says_so(who: str, incident: Incident, question: Question) -> bool:
    """Answered, its last word says so, and is nobody's own, unless they are an expert."""
    if question.incident is not incident or question.state == "asked" or not question.answers:
        return False
    by, indicated = question.answers[-1]
    return indicated and (by in MEMBERS or by not in (who, question.asker) or is_expert(by, incident))


def asks(world: World, step: Step) -> Refused:
    given, incident = step.given, step.about
    if given["audience"] not in RUNGS:
        return {400}
    lower = RUNGS[: RUNGS.index(given["audience"])]
    is_skipped = any((incident.pk, given["area"], rung) not in world.rungs for rung in lower)
    return {400} if is_skipped and not given["reason"].strip() else OK


def joins(world: World, step: Step) -> Refused:
    return {409} if step.given["incident"].is_closed else OK


def resolves(world: World, step: Step) -> Refused:
    """By design of a CSAT-impacting one needs words for the customer (R40)."""
    given = step.given
    is_mute = given["resolution"] == "by_design" and world.is_marked(step.about) and not given["insight"].strip()
    is_lonely = given["resolution"] == "duplicate" and given.get("duplicate_of") in (None, step.about)
    return {400} if given["resolution"] not in RESOLUTIONS or is_mute or is_lonely else OK


def hands_over(world: World, step: Step) -> Refused:
    return {400} if step.given["to"] == step.who else OK


def has_conversation(world: World, step: Step) -> Refused:
    return OK if step.about.open_incidents else {409}


def requests_consent(world: World, step: Step) -> Refused:
    return has_conversation(world, step) or (OK if askable(step.about, conversation(step)) else {409})


def conversation(step: Step) -> Incident:
    found: Incident = step.given.get("incident") or step.about.open_incidents[0]
    return found


def askable(icm: Icm, incident: Incident) -> list[str]:
    people = [icm.owner] if icm.owner else asked_to_take(icm)
    return [who for who in people if who not in incident.inside]


def asked_to_take(icm: Icm) -> list[str]:
    """Who was named is alone in it until the team is called; never who handed it over (R35, R36)."""
    if icm.handed_to and not icm.is_chased:
        return [icm.handed_to]
    team = [who for who in ("pia", "pete") if covers(who, icm.area) and who != icm.handed_by]
    return list(dict.fromkeys([icm.handed_to, *team] if icm.handed_to else team))


def adds(world: World, step: Step) -> Refused:
    if missing := has_conversation(world, step):
        return missing
    incident, who = conversation(step), step.given["member"]
    if not is_anybody_addable(world, step.about):
        return {409}
    if not ground_for(world, step.about, incident, who):
        return {400}
    return {409} if who in incident.inside else OK


def is_anybody_addable(world: World, icm: Icm) -> bool:
    return any(ground_for(world, icm, each, who) for each in icm.open_incidents for who in {*MEMBERS} - {*each.inside})


def ground_for(world: World, icm: Icm, incident: Incident, who: str) -> str:
    """On which somebody may be added by name now (R37)."""
    if not covers(who, icm.area):
        return ""
    if incident.severity == 1:
        return "severity_1"
    return "csat_leadership" if who in LEADERS and world.brings_leaders(incident) else ""


def removes(world: World, step: Step) -> Refused:
    return OK if step.about.inside(step.given["member"]) else {409}


def consents(world: World, step: Step) -> Refused:
    asked = asked_now(step.about, step.who)
    return {409} if not asked or any(step.who in each.inside for each in asked) else OK


def asked_now(icm: Icm, who: str) -> list[Incident]:
    return [each for each in icm.open_incidents if (each.pk, who) in icm.asked]


def declines(world: World, step: Step) -> Refused:
    is_asked = any((each.pk, step.who) in step.about.asked for each in step.about.incidents)
    return OK if is_asked or step.about.inside(step.who) else {409}


def asks_in(world: World, step: Step) -> Refused:
    return has_conversation(world, step) or ({409} if step.who in conversation(step).inside else OK)


def is_in(world: World, step: Step) -> Refused:
    return OK if step.about.inside(step.who) else {409}


def denies(world: World, step: Step) -> Refused:
    return {409} if step.about.is_denied else OK


def reviews(world: World, step: Step) -> Refused:
    """Nothing more to do, while the product group works on it, is no decision (R41)."""
    if not step.about.was_marked:
        return {409}
    given, is_alive = step.given, step.about.state in ALIVE
    is_idle = given["decision"] == "nothing_more" and is_alive
    is_mute = given["decision"] == "by_design" and not given.get("customer_words")
    is_vague = given["decision"] in ("hotfix", "keep_watching") and not given.get("who")
    return {400} if given["decision"] == "magic" or is_idle or is_mute or is_vague else OK


def reviews_incident(world: World, step: Step) -> Refused:
    return {400} if step.given["course"] == "magic" else OK


def requests(world: World, step: Step) -> Refused:
    """One at a time, before incident and ICM are closed, and where an SME who is not the asker can decide (R39)."""
    icm: Icm = step.about
    incident = asked_about(icm)
    others = [each for each in world.requests if is_in_the_way(each, icm, incident)]
    is_late = incident.is_closed or icm.state == "closed"
    has_judge = icm.area == "query" and step.who != "sam"
    return {409} if is_late or others or not has_judge else OK


def asked_about(icm: Icm) -> Incident:
    return next((each for each in icm.incidents if not each.is_closed), icm.incidents[0])


def is_in_the_way(other: Request, icm: Icm, incident: Incident) -> bool:
    if other.state in WAITING:
        return other.incident is incident or other.icm is icm
    return other.state == "approved" and other.incident is incident and other.icm is icm


REST: dict[str, Callable[[World, Step], Refused]] = {
    **dict.fromkeys(("acknowledge", "request_information", "provide_information", "mitigate", "close"), nothing),
    **dict.fromkeys(("send_back", "update", "notify_again", "answer", "move_up", "end"), nothing),
    **dict.fromkeys(("approve_csat", "decline_csat", "ask_for_more", "revise_csat", "discuss_csat"), nothing),
    **dict.fromkeys(("end_csat", "engage_csat"), nothing),
    "open_icm": opens,
    "ask": asks,
    "join": joins,
    "resolve": resolves,
    "hand_over": hands_over,
    "deny": denies,
    "request_consent": requests_consent,
    "add_to_thread": adds,
    "remove_from_thread": removes,
    "consent": consents,
    "decline_consent": declines,
    "ask_to_join": asks_in,
    **dict.fromkeys(("leave", "write_to_customer"), is_in),
    "review_icm": reviews,
    "review_incident": reviews_incident,
    "request_csat": requests,
}
