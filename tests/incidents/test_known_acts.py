"""Every act on what is known, in every status, by every person; and the history that each leaves (R24, R26, R27)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale
from accounts.models import Region
from incidents.actions import changes, outages, problems
from incidents.models import Known, Outage, Problem
from incidents.policy import KNOWN_RULES
from tests.aftermath import everything, refused
from tests.kinds import KINDS, SUPPORT
from tests.knowledge import asked, down, known, planned, published
from tests.people import People

WORDS: dict[str, dict[str, Any]] = {
    "edit_problem": {"title": "Another title"},
    "know_problem": {"cause": "A lease."},
    "release_fix": {"release": "11.4.2"},
    "reinvestigate_problem": {"reason": "It came back."},
    "edit_change": {"title": "Another title"},
    "cancel_change": {"reason": "Not needed."},
    "edit_rca": {"title": "Another title"},
    "deliver_rca": {"document": "A lease."},
    "edit_outage": {"title": "Another title"},
}
ACTS = {
    verb: getattr(module, verb)
    for module in (problems, changes, outages)
    for verb in KNOWN_RULES
    if hasattr(module, verb)
}
SITUATIONS: dict[str, Callable[[People], Any]] = {
    "investigating": lambda people: problems.open_problem(
        by=people.sam, title="A lease", symptoms="It stops.", area=people.query, workaround="Scale."
    ),
    "known": known,
    "published": published,
    "fixed": lambda people: problems.release_fix(published(people), by=people.sam, release="11.4.2"),
    "removed": lambda people: problems.remove_problem(published(people), by=people.sam),
    "planned": planned,
    "done": lambda people: changes.finish_change(planned(people), by=people.eli),
    "cancelled": lambda people: changes.cancel_change(planned(people), by=people.eli, reason="No."),
    "asked": asked,
    "delivered": lambda people: changes.deliver_rca(asked(people), by=people.sam, document="A lease."),
    "going_on": down,
    "over": lambda people: outages.end_outage(down(people), by=people.eli),
}
CAN = {
    "investigating": "edit_problem know_problem publish_problem hide_problem release_fix remove_problem",
    "known": "edit_problem publish_problem hide_problem release_fix remove_problem reinvestigate_problem",
    "published": "edit_problem publish_problem hide_problem release_fix remove_problem reinvestigate_problem",
    "fixed": "edit_problem publish_problem hide_problem remove_problem reinvestigate_problem",
    "removed": "edit_problem publish_problem hide_problem reinvestigate_problem",
    "planned": "edit_change finish_change cancel_change",
    "done": "",
    "cancelled": "",
    "asked": "edit_rca deliver_rca",
    "delivered": "",
    "going_on": "edit_outage end_outage",
    "over": "",
}


def verbs_of(record: Known) -> list[str]:
    return [verb for verb in KNOWN_RULES if hasattr(record, verb) and verb != "tell_outage"]


def outcome(record: Known, verb: str, by: Any) -> str:
    """What became of it; what was done is undone again."""
    with transaction.atomic():
        try:
            ACTS[verb](record, by=by, **WORDS.get(verb, {}))
        except NotAllowed:
            return "not allowed"
        except NotPossible:
            return "not possible"
        finally:
            transaction.set_rollback(True)
    return "done"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_who_can_do_what_when(people: People, situation: str) -> None:
    record, wrong = SITUATIONS[situation](people), []
    before = everything()
    for verb in verbs_of(record):
        for name in KINDS:
            can = "done" if verb in CAN[situation].split() else "not possible"
            want = can if name in SUPPORT else "not allowed"
            got = outcome(record, verb, people.by_name(name))
            if want != got:
                wrong.append(f"{verb} by {name}: {got}, not {want}")

    assert wrong == []
    assert everything() == before


def test_the_acts_leave_no_rule_out() -> None:
    assert set(ACTS) == set(KNOWN_RULES)


def test_what_was_and_what_is_stand_in_the_history(people: People) -> None:
    problem = problems.edit_problem(published(people), by=people.eli, title="Another title")
    event = problem.history.last()

    assert event is not None
    assert (event.verb, event.by, event.seq) == ("edit_problem", people.eli, problem.event_count)
    assert event.data == {"title": "Another title", "title_was": "A lease outlives its worker"}


def test_nothing_new_leaves_no_line(people: People) -> None:
    problem, outage = published(people), down(people)
    before = everything()
    problems.edit_problem(problem, by=people.eli, title=problem.title)
    problems.publish_problem(problem, by=people.eli)
    outages.edit_outage(outage, by=people.eli, regions=[], title=outage.title)
    assert everything() == before


def test_an_outage_moves_and_the_history_keeps_both(people: People) -> None:
    outage = outages.edit_outage(down(people), by=people.eli, regions=[Region.objects.get(slug="europe")])
    event = outage.history.last()

    assert event is not None
    assert event.data == {"regions": ["europe"], "regions_was": []}


@pytest.mark.parametrize("ends", [None, 3])
def test_an_outage_that_never_came_ends_as_it_would_have_begun(
    people: People, monday: datetime, ends: int | None
) -> None:
    starts = monday + timedelta(hours=2)
    planned_end = monday + timedelta(hours=ends) if ends else None
    outage = outages.end_outage(down(people, starts_at=starts, ends_at=planned_end), by=people.eli)

    outage.refresh_from_db()
    assert (outage.status, outage.ends_at) == ("over", starts)


def test_the_database_keeps_no_outage_that_ends_before_it_begins(people: People) -> None:
    outage = down(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outage.objects.filter(pk=outage.pk).update(ends_at=outage.starts_at - timedelta(seconds=1))


def test_an_older_page_is_refused(people: People) -> None:
    problem = published(people)
    problem.seen = problem.version - 1
    with refused(Stale):
        problems.edit_problem(problem, by=people.eli, title="Another title")


@pytest.mark.parametrize("name", [name for name in KINDS if name not in SUPPORT])
def test_nobody_else_writes_anything_down(people: People, name: str) -> None:
    by = people.by_name(name)
    for write in (
        lambda: problems.open_problem(by=by, title="x", symptoms="x", area=people.query),
        lambda: changes.open_change(by=by, title="x"),
        lambda: changes.open_rca(by=by, title="x"),
        lambda: down(people, by=by),
    ):
        with refused(NotAllowed):
            write()


def test_a_known_error_has_a_cause(people: People) -> None:
    problem = SITUATIONS["investigating"](people)
    with refused(NotValid, "cause"):
        problems.know_problem(problem, by=people.sam)
    with refused(NotValid, "cause"):
        problems.know_problem(problem, by=people.sam, cause=" ")


def test_what_customers_read_needs_a_workaround(people: People) -> None:
    bare = problems.open_problem(by=people.sam, title="x", symptoms="x", area=people.query)
    with refused(NotPossible):
        problems.publish_problem(bare, by=people.sam)
    shown = published(people)
    with refused(NotValid, "workaround"):
        problems.edit_problem(shown, by=people.sam, workaround="")
    again = problems.reinvestigate_problem(shown, by=people.sam, reason="It came back.")
    with refused(NotValid, "workaround"):
        problems.know_problem(again, by=people.sam, cause="Another.", workaround=" ")


@pytest.mark.parametrize("number", ["KE-101", "ke-101", "1"])
def test_a_number_is_read_with_and_without_its_prefix(people: People, number: str) -> None:
    assert Problem.place_of(number) == 1


@pytest.mark.parametrize("number", ["", "KE-", "OUT-101", "KE-١", "-1", "x", "KE-9999999999999"])
def test_what_is_no_number_is_none(number: str) -> None:
    assert Problem.place_of(number) is None


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_an_explanation_is_due_within_a_life(people: People, day: date) -> None:
    with refused(NotValid, "due_on"):
        changes.open_rca(by=people.eva, title="Why", due_on=day)
    rca = asked(people)
    with refused(NotValid, "due_on"):
        changes.edit_rca(rca, by=people.eva, due_on=day)
