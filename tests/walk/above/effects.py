"""What an act above the incidents that is not refused leads to. A verb that is missing here changes words alone."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.walk.above.model import RUNGS, WAITING, Icm, Incident, Question, Request, Step, World, is_sme
from tests.walk.above.rules import LIFE, askable, asked_about, asked_now, conversation, ground_for

Effect = Callable[[World, Step, int], None]


def act(world: World, step: Step, made: int) -> None:
    """`made` is the number of the record that the act began, where it began one."""
    if isinstance(step.about, Icm) and step.verb in LIFE:
        step.about.state = LIFE[step.verb][1] or step.about.state
    if step.verb in EFFECTS:
        EFFECTS[step.verb](world, step, made)
    for icm in world.icms:
        for incident in icm.open_incidents:
            incident.hold(icm.pk, world.now, is_with_pg=icm.is_with_pg)


# --- ICMs -------------------------------------------------------------------------------------------------------------


def open_icm(world: World, step: Step, made: int) -> None:
    given = step.given
    is_named = given["ground"] == "pg_indicated" and not given.get("consultation")
    named = given["pg_member"] if is_named else ""
    world.icms.append(Icm(made, step.about.area, [step.about], named))


def join(world: World, step: Step, made: int) -> None:
    if step.given["incident"] not in step.about.incidents:
        step.about.incidents.append(step.given["incident"])


def acknowledge(world: World, step: Step, made: int) -> None:
    step.about.owner = step.who


def mitigate(world: World, step: Step, made: int) -> None:
    """Whoever works on what nobody has, has it."""
    step.about.owner = step.about.owner or step.who


def resolve(world: World, step: Step, made: int) -> None:
    mitigate(world, step, made)
    step.about.resolution = step.given["resolution"]


def send_back(world: World, step: Step, made: int) -> None:
    step.about.resolution = ""


def hand_over(world: World, step: Step, made: int) -> None:
    """Who did it, and whose it was, are out of every conversation that they were in by it."""
    icm, gone = step.about, {step.who, step.about.owner}
    icm.owner = ""
    icm.handed_by, icm.handed_to, icm.is_chased = step.who, step.given["to"], False
    see_off(icm, gone)


def close(world: World, step: Step, made: int) -> None:
    icm = step.about
    see_off(icm, {who for each in icm.incidents for who in each.inside} | {who for _pk, who in icm.asked})


def see_off(icm: Icm, gone: Iterable[str]) -> None:
    icm.asked = {(pk, who) for pk, who in icm.asked if who not in gone}
    for who in gone:
        for incident in icm.inside(who):
            del incident.inside[who]


def deny(world: World, step: Step, made: int) -> None:
    step.about.is_denied = True


# --- The customer's conversation (R37) --------------------------------------------------------------------------------


def request_consent(world: World, step: Step, made: int) -> None:
    incident = conversation(step)
    step.about.asked |= {(incident.pk, who) for who in askable(step.about, incident)}


def let_in(icm: Icm, incident: Incident, who: str, ground: str) -> None:
    icm.asked.discard((incident.pk, who))
    incident.inside[who] = (ground, icm.pk)


def add_to_thread(world: World, step: Step, made: int) -> None:
    incident, who = conversation(step), step.given["member"]
    let_in(step.about, incident, who, ground_for(world, step.about, incident, who))


def remove_from_thread(world: World, step: Step, made: int) -> None:
    for incident in step.about.inside(step.given["member"]):
        del incident.inside[step.given["member"]]


def consent(world: World, step: Step, made: int) -> None:
    for incident in asked_now(step.about, step.who):
        let_in(step.about, incident, step.who, "consented")


def ask_to_join(world: World, step: Step, made: int) -> None:
    let_in(step.about, conversation(step), step.who, "pg_requested")


def decline_consent(world: World, step: Step, made: int) -> None:
    see_off(step.about, {step.who})


def leave(world: World, step: Step, made: int) -> None:
    for incident in step.about.inside(step.who):
        del incident.inside[step.who]


# --- Consultations (R30) ----------------------------------------------------------------------------------------------


def ask(world: World, step: Step, made: int) -> None:
    question = Question(made, step.about, step.given["area"], step.given["audience"], step.who)
    world.questions.append(question)
    climb(world, question, step.given["audience"])


def move_up(world: World, step: Step, made: int) -> None:
    climb(world, step.about, RUNGS[RUNGS.index(step.about.rung) + 1])


def climb(world: World, question: Question, rung: str) -> None:
    """To that rung, or on where nobody stands on it; each counts as asked."""
    for each in RUNGS[RUNGS.index(rung) :]:
        question.rung, question.state = each, "asked"
        world.rungs.add((question.incident.pk, question.area, each))
        has_sme = is_sme("sam", question.area) and question.asker != "sam"
        if each != "smes" or has_sme:
            return


def answer(world: World, step: Step, made: int) -> None:
    step.about.state = "answered"
    step.about.answers.append((step.who, step.given["icm_indicated"]))


def end(world: World, step: Step, made: int) -> None:
    step.about.state = "ended"


# --- CSAT and shiproom (R39 to R41) -----------------------------------------------------------------------------------


def request_csat(world: World, step: Step, made: int) -> None:
    incident = asked_about(step.about)
    world.requests.append(Request(made, incident, step.about, step.who, step.given["exceptionally_bad"]))


def revise_csat(world: World, step: Step, made: int) -> None:
    step.about.state = "asked"


def ask_for_more(world: World, step: Step, made: int) -> None:
    step.about.state = "more_asked"


def approve_csat(world: World, step: Step, made: int) -> None:
    step.about.state, step.about.has_leaders = "approved", step.about.is_bad
    step.about.icm.was_marked = True


def decline_csat(world: World, step: Step, made: int) -> None:
    step.about.state = "declined"


def end_csat(world: World, step: Step, made: int) -> None:
    step.about.state = "ended"


def review_icm(world: World, step: Step, made: int) -> None:
    for request in world.requests:
        if request.icm is step.about and request.state == "approved":
            request.is_reviewed = True


EFFECTS: dict[str, Effect] = {
    each.__name__: each
    for each in (
        *(open_icm, join, acknowledge, mitigate, resolve, send_back, hand_over, close, deny),
        *(request_consent, add_to_thread, remove_from_thread, consent, ask_to_join, decline_consent, leave),
        *(ask, move_up, answer, end),
        *(request_csat, revise_csat, ask_for_more, approve_csat, decline_csat, end_csat, review_icm),
    )
}


# --- What the incident's own people do meanwhile ----------------------------------------------------------------------


def below(world: World, incident: Incident, verb: str, level: Any) -> None:
    match verb:
        case "assign":
            incident.severity = level
            incident.relief.change_severity(world.now, level)
        case "propose_solution":
            incident.state = "solution_proposed"
            incident.relief.halt(world.now, "paused")
        case "reject_solution" | "reopen":
            incident.state = "work_in_progress"
            incident.relief.run(world.now, incident.severity)
        case "accept_solution":
            shut(world, incident)
        case "record_check":
            incident.is_checked = True
    for icm in world.icms:
        if incident in icm.incidents and not incident.is_closed:
            incident.hold(icm.pk, world.now, is_with_pg=icm.is_with_pg)


def shut(world: World, incident: Incident) -> None:
    """Whoever was let in is out, what nobody has decided is void, and what nobody has answered ends (R13, R37, R40)."""
    incident.state = "closed"
    incident.inside.clear()
    incident.relief.halt(world.now, "stopped")
    for times in incident.with_pg.values():
        times[-1][1] = times[-1][1] or world.now
    for request in world.requests:
        if request.incident is incident and request.state in WAITING:
            request.state = "void"
    for question in world.questions:
        if question.incident is incident and question.state == "asked":
            question.state = "ended"
