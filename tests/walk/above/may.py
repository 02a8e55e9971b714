"""Who may do what above the incidents (R1, R30, R35, R37, R39)."""

from tests.walk.above.model import LEADERS, MEMBERS, STAFF, Icm, Question, Request, Step, is_sme

STAFFS = (
    *("join", "provide_information", "close", "send_back", "notify_again"),
    *("request_consent", "add_to_thread", "remove_from_thread"),
)


def may(step: Step) -> bool:
    who, about = step.who, step.about
    if isinstance(about, Icm):
        return may_icm(step.verb, who, about)
    if isinstance(about, Question):
        return may_question(step.verb, who, about)
    return may_request(step.verb, who, about) if isinstance(about, Request) else who in STAFF


def may_icm(verb: str, who: str, icm: Icm) -> bool:
    if verb in STAFFS or verb == "request_csat":
        return who in STAFF
    if verb == "request_information":
        return who in MEMBERS and who == icm.owner
    if verb in ("acknowledge", "mitigate", "resolve", "hand_over"):
        return icm.is_worked_on_by(who)
    if verb == "update":
        return who in STAFF or icm.is_worked_on_by(who)
    if verb == "ask_to_join":
        return icm.is_worked_on_by(who) or who in LEADERS
    if verb == "deny":
        return bool(icm.named) and who == icm.named
    if verb == "review_icm":
        return who in STAFF or who in LEADERS
    return who in MEMBERS


def may_question(verb: str, who: str, question: Question) -> bool:
    if verb == "answer" and who in MEMBERS:
        return question.rung == "pg"
    if verb == "answer":
        knows = question.rung == "colleagues" or is_sme(who, question.area)
        return who in STAFF and who != question.asker and knows
    if verb == "end":
        return who in ("mia", question.asker, question.incident.owner) and who in STAFF
    return who in STAFF


def may_request(verb: str, who: str, request: Request) -> bool:
    if verb in ("approve_csat", "decline_csat", "ask_for_more"):
        return is_sme(who, request.icm.area) and who != request.asker
    if verb == "revise_csat":
        return who == request.asker
    if verb == "end_csat":
        return who == "mia" or (who in STAFF and request.is_reviewed)
    return request.icm.is_worked_on_by(who) if verb == "engage_csat" else who in STAFF
