"""A long life of one incident, in which everybody who is ever told anything is told it."""

from datetime import date, timedelta

from incidents import actions
from incidents.actions.problems import release_fix
from incidents.actions.rating import say_unhappy
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Incident, Task
from notifications.moment import at
from tests.conftest import MONDAY
from tests.knowledge import known
from tests.people import People

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INNER = "ICM-51207 SME CSAT breach escalation shiproom"
SETTLED = (("finish_task", "sam", "result"), ("decline_task", "sam", "reason"), ("recall_task", "eva", "reason"))


def live(incident: Incident, people: People) -> None:
    """An incident's long life: each verb that tells anybody anything happens in it at least once."""
    with at(MONDAY):
        understood(incident, people)
        handed_round(incident, people)
    for hours in (1.75, 6.5, 26):
        actions.sweep_clocks(MONDAY + hours * HOUR)
    with at(MONDAY + 26 * HOUR):
        solved(incident, people)


def understood(incident: Incident, people: People) -> None:
    """From triage to what customer and team ask each other."""
    eva, ada = people.eva, people.ada
    incident = actions.assign(incident, by=people.eli, owner=eva, area=people.query, category="bug", severity=2)
    actions.add_colleague(incident, by=ada, colleague=people.bob)
    actions.respond(incident, by=eva, body="I have this **now**.", next_update_by=MONDAY + DAY)
    actions.post_message(incident, by=people.lead, body="The same on our other job.")
    actions.state_problem(incident, by=eva, body="Two <b>partitions</b> are quiet.", next_update_by=MONDAY + DAY)
    actions.correct_problem(incident, by=ada, body="Three are.")
    actions.state_problem(incident, by=eva, body="Three partitions are quiet.", next_update_by=MONDAY + DAY)
    actions.confirm_problem(incident, by=ada)
    actions.add_note(incident, by=people.sam, body=f"For us: {INNER}")
    actions.send_update(incident, by=people.sam, body="I am looking too.", next_update_by=MONDAY + 2 * HOUR)
    actions.raise_flag(incident, by=eva, flag="customer_action_needed", reason="How many units?")
    actions.post_message(incident, by=ada, body="Six <script>alert(1)</script> units.")
    say_unhappy(incident, by=ada, words="Nobody told us anything for a day.")
    actions.raise_flag(incident, by=people.eli, flag="action_needed")
    actions.raise_flag(incident, by=eva, flag="assistance_required", reason=f"Help by noon, {INNER}")
    actions.lower_flag(incident, by=people.mia, flag="assistance_required", reason=f"Eli helps, {INNER}")


def handed_round(incident: Incident, people: People) -> None:
    """Tasks, a check, a deputy, a cause."""
    eva = people.eva
    what = {"title": "Read the leases", "assignee": people.sam, "detail": f"Since *nine*, {INNER}"}
    for verb, by, said in SETTLED:
        actions.delegate_task(incident, by=eva, due=MONDAY + DAY, **what)  # type: ignore[arg-type]
        words = {"task": Task.objects.latest("pk").pk, said: f"Two, {INNER}"}
        getattr(actions, verb)(incident, by=people.by_name(by), **words)
    actions.delegate_task(incident, by=eva, due=MONDAY + HOUR, **what)  # type: ignore[arg-type]
    actions.record_check(incident, by=people.sam, check="guides", outcome="checked", evidence=f"Two, {INNER}")
    away = {"begins": MONDAY + 30 * DAY, "until": MONDAY + 40 * DAY, "reason": "Two weeks in the mountains."}
    actions.name_deputy(incident, by=people.mia, deputy=people.sen, **away)  # type: ignore[arg-type]
    actions.match_problem(incident, by=people.eli, problem=(problem := known(people)))
    release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()


def solved(incident: Incident, people: People) -> None:
    """Every answer to a solution, a reopening, another owner, an end."""
    eva, ada = people.eva, people.ada
    actions.propose_solution(incident, by=eva, kind="workaround", body="1. Scale to *12*.")
    actions.withdraw_solution(incident, by=eva, reason="Twelve is not enough.")
    actions.propose_solution(incident, by=eva, kind="workaround", body="Scale to 18.")
    actions.reject_solution(incident, by=people.lead, reason="It stalls again.")
    actions.propose_solution(incident, by=eva, kind="conclusive_fix", body="Update to 11.4.2.")
    actions.sweep_clocks(MONDAY + 5 * DAY)
    actions.keep_open(incident, by=ada, wish="root_cause_analysis")
    actions.report_applied(incident, by=ada, applied_on=date(2026, 11, 17))
    actions.accept_solution(incident, by=ada)
    actions.reopen(incident, by=people.mia, reason="The wrong one was closed.")
    actions.transfer_ownership(incident, by=people.mia, owner=people.eli, reason=f"Eva leaves. {INNER}")
    actions.withdraw(incident, by=ada, reason="We moved to another job.")
