"""Every verb in every situation by every person: done, refused by the policy, or refused by the state."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.acting import NotAllowed, NotPossible
from accounts.models import User
from incidents import actions, guards
from incidents.models import Incident, Outage, Problem
from incidents.policy import RULES
from notifications.moment import now
from tests.aftermath import everything
from tests.conftest import Make
from tests.kinds import KINDS
from tests.knowledge import down, known
from tests.people import People

# Read: in the situation above, those who may get "yes" or, where the state forbids it, "-"; everybody else is refused
# by the policy. While nobody owns an incident ("x"), nobody at all has the owner's verbs; what the owner shares with
# the managers ("m") is theirs alone, and the state forbids it; what the customer shares with the owner is theirs ("c").
TABLE = """
what                                who          untriaged new working stated flagged proposed closed
assign                              support      yes       yes yes     yes    yes     yes      -
assign_owner                        support      yes       yes -       -      -       -        -
discard                             support      yes       yes -       -      -       -        -
respond                             owner        x         yes -       -      -       -        -
send_update                         support      -         -   yes     yes    yes     yes      -
add_note                            support      yes       yes yes     yes    yes     yes      -
state_problem                       owner        x         -   yes     yes    yes     yes      -
propose_solution                    owner        x         -   yes     yes    yes     yes      -
withdraw_solution                   owner        x         -   -       -      -       yes      -
raise_flag:action_needed            support      yes       yes yes     yes    yes     yes      -
raise_flag:customer_action_needed   owner        x         yes yes     yes    yes     yes      -
raise_flag:assistance_required      owner        x         yes yes     yes    yes     yes      -
lower_flag:action_needed            owner        x         -   -       -      yes     -        -
lower_flag:customer_action_needed   owner        x         -   -       -      yes     -        -
lower_flag:assistance_required      helpers      m         -   -       -      yes     -        -
set_substate                        owner        x         -   yes     yes    yes     yes      -
clear_substate                      owner        x         -   -       -      yes     -        -
match_problem                       support      yes       yes yes     yes    yes     yes      -
unmatch_problem                     support      -         -   -       -      yes     -        -
link_outage                         support      yes       yes yes     yes    yes     yes      -
unlink_outage                       support      -         -   -       -      yes     -        -
transfer_ownership                  manager      yes       yes yes     yes    yes     yes      -
delegate_task                       owner        x         yes yes     yes    h       yes      -
finish_task:open                    assignee     yes       yes yes     yes    yes     yes      -
decline_task:open                   assignee     yes       yes yes     yes    yes     yes      -
recall_task:open                    owner        x         yes yes     yes    yes     yes      -
record_check                        support      yes       yes yes     yes    yes     yes      -
name_deputy                         helpers      m         yes yes     yes    yes     yes      -
reopen                              manager      -         -   -       -      -       -        yes
add_colleague                       sharers      c         yes yes     yes    yes     yes      -
remove_colleague                    sharers      c-        -   -       -      yes     -        -
post_message                        customer     yes       yes yes     yes    yes     yes      -
confirm_problem                     customer     -         -   -       yes    -       -        -
correct_problem                     customer     -         -   -       yes    -       -        -
accept_solution                     customer     -         -   -       -      -       yes      -
reject_solution                     customer     -         -   -       -      -       yes      -
keep_open                           customer     -         -   -       -      -       yes      -
report_applied                      customer     -         -   yes     yes    yes     yes      -
withdraw                            customer     yes       yes yes     yes    yes     yes      -
"""
WHO = {
    "customer": {"ada", "lead"},
    "owner": {"eva"},
    "support": {"eva", "eli", "sen", "sam", "mia"},
    "manager": {"mia"},
    "helpers": {"eva", "mia"},
    "sharers": {"ada", "lead", "eva"},
    "assignee": {"sam"},
}
MOVES = {
    "discard": "closed",
    "respond": "work_in_progress",
    "propose_solution": "solution_proposed",
    "withdraw_solution": "work_in_progress",
    "accept_solution": "closed",
    "reject_solution": "work_in_progress",
    "withdraw": "closed",
    "reopen": "work_in_progress",
}
ON_A_TASK = {"finish_task", "decline_task", "recall_task"}
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
SITUATIONS = HEAD[2:]


def inputs(what: str, people: People) -> tuple[str, dict[str, Any]]:
    """The verb of a row, and what it is sent."""
    verb, _, flag = what.partition(":")
    reason, body = {"reason": "Because."}, {"body": "Words."}
    problem, outage = Problem.objects.get(), Outage.objects.get()
    sent: dict[str, dict[str, Any]] = {
        "assign": {"severity": 2},
        "assign_owner": {"owner": people.sen},
        "respond": body,
        "send_update": body,
        "add_note": body,
        "state_problem": body,
        "propose_solution": {"kind": "workaround", **body},
        "raise_flag": {"flag": flag, **reason},
        "lower_flag": {"flag": flag},
        "transfer_ownership": {"owner": people.sen, **reason},
        "name_deputy": {"deputy": people.sen, "until": now() + timedelta(hours=1), **reason},
        "delegate_task": {"title": "Read the leases", "assignee": people.sen},
        "finish_task": {"result": "Two are stuck."},
        "record_check": {"check": "guides", "outcome": "checked", "evidence": "Words."},
        "post_message": body,
        "add_colleague": {"colleague": people.bob},
        "remove_colleague": {"colleague": people.lead},
        "confirm_problem": {},
        "correct_problem": body,
        "accept_solution": {},
        "keep_open": {},
        "report_applied": {"applied_on": now().date()},
        "set_substate": {"substate": "pending_problem", "problem": problem},
        "clear_substate": {},
        "match_problem": {"problem": problem},
        "unmatch_problem": {"problem": problem},
        "link_outage": {"outage": outage},
        "unlink_outage": {"outage": outage},
    }
    return verb_of(what), sent.get(verb, reason)


def verb_of(what: str) -> str:
    return "assign" if what == "assign_owner" else what.partition(":")[0]


def bring(situation: str, make: Make, people: People) -> Incident:
    """Flagged is also what waits for a Problem that hit it, tells of an outage, and is followed by the lead."""
    problem, outage = known(people), down(people)
    if situation == "stated":
        return actions.state_problem(make("work_in_progress"), by=people.eva, body="It writes nothing.")
    if situation == "flagged":
        incident = make("work_in_progress")
        for flag in Incident.FLAGS:
            incident = actions.raise_flag(incident, by=people.eva, flag=flag, reason="Stuck.")
        actions.set_substate(incident, by=people.eva, substate="pending_problem", problem=problem)
        actions.link_outage(incident, by=people.eva, outage=outage)
        actions.add_colleague(incident, by=people.ada, colleague=people.lead)
        return actions.match_problem(incident, by=people.eva, problem=problem)
    names = {"working": "work_in_progress", "proposed": "solution_proposed"}
    return make(names.get(situation, situation))


def with_a_task(incident: Incident, people: People) -> Incident:
    """Sam's, written into it by hand: a closed incident takes none by an act, and an unowned one has nobody to give."""
    guards.remove()
    incident.tasks.create(
        title="Read the leases", assignee=people.sam, delegated_by=people.eva, delegated_at=incident.opened_at
    )
    guards.install()
    return incident


def expected(who: str, cell: str, name: str) -> str:
    alone = {"x": set(), "m": WHO["manager"], "c": WHO["customer"], "c-": WHO["customer"], "h": WHO["helpers"]}
    if name not in alone.get(cell, WHO[who]):
        return "not allowed"
    return "done" if cell in {"yes", "c", "h"} else "not possible"


def outcome(incident: Incident, what: str, by: User, people: People) -> str:
    """What became of it; what was done is undone again."""
    verb, sent = inputs(what, people)
    if verb in ON_A_TASK:
        sent = {**sent, "task": incident.tasks.get().pk}
    state = incident.state
    with transaction.atomic():
        try:
            after = getattr(actions, verb)(incident, by=by, **sent)
        except NotAllowed:
            return "not allowed"
        except NotPossible:
            return "not possible"
        finally:
            transaction.set_rollback(True)
    assert after.state == MOVES.get(verb, state), what
    return "done"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_who_can_do_what_when(make: Make, people: People, situation: str) -> None:
    incident = with_a_task(bring(situation, make, people), people)
    before = everything()
    column = HEAD.index(situation)

    wrong = []
    for row in ROWS:
        for name in KINDS:
            want, got = expected(row[1], row[column], name), outcome(incident, row[0], people.by_name(name), people)
            if want != got:
                wrong.append(f"{row[0]} by {name}: {got}, not {want}")

    assert wrong == []
    assert everything() == before


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_is_offered_is_what_can_be_done(make: Make, people: People, situation: str) -> None:
    incident = bring(situation, make, people)
    column = HEAD.index(situation)
    plain = [row for row in ROWS if ":" not in row[0] and row[0] != "assign_owner"]

    for name in KINDS:
        can = {row[0] for row in plain if expected(row[1], row[column], name) == "done"}
        offered = set(incident.verbs_for(people.by_name(name))) - {"raise_flag", "lower_flag", *ON_A_TASK}
        assert offered == can, name
    assert incident.verbs_for(None) == []


def test_the_table_leaves_no_verb_out() -> None:
    assert {verb_of(row[0]) for row in ROWS} == set(RULES)


def test_there_are_four_states_and_no_other() -> None:
    assert Incident.State.values == ["new", "work_in_progress", "solution_proposed", "closed"]


@pytest.mark.parametrize("state", Incident.State.values)
def test_a_state_is_set_by_no_hand(new: Incident, state: str) -> None:
    with pytest.raises(AttributeError):
        new.state = state
    new.refresh_from_db()
    assert new.state == "new"


def test_what_is_read_anew_has_the_state_it_has_now(proposed: Incident, people: People) -> None:
    old = Incident.objects.get(pk=proposed.pk)
    titled = Incident.objects.only("title").get(pk=proposed.pk)
    actions.accept_solution(proposed, by=people.ada)
    for copy in (old, titled):
        copy.refresh_from_db()

    assert (old.state, old.closed_as, titled.state) == ("closed", "accepted", "closed")
    with pytest.raises(AttributeError):
        old.state = "new"


def test_reading_one_column_anew_leaves_the_state_alone(proposed: Incident, people: People) -> None:
    old = Incident.objects.get(pk=proposed.pk)
    actions.accept_solution(proposed, by=people.ada)
    old.refresh_from_db(fields=["version"])

    assert (old.state, old.version) == ("solution_proposed", proposed.version + 1)
