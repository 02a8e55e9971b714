"""Search knows every word from the act that said it, and forgets it with an act that is taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.acting import NotValid
from incidents import actions, search
from incidents.models import Incident, SearchEntry
from tests.conftest import Make
from tests.incidents.search.conftest import titles
from tests.people import People

Say = Callable[[Incident, People, str], object]

ACTS: dict[str, tuple[str, Say, bool]] = {
    "post_message": ("work_in_progress", lambda i, p, w: actions.post_message(i, by=p.ada, body=w), True),
    "send_update": ("work_in_progress", lambda i, p, w: actions.send_update(i, by=p.eva, body=w), True),
    "respond": ("new", lambda i, p, w: actions.respond(i, by=p.eva, body=w), True),
    "add_note": ("work_in_progress", lambda i, p, w: actions.add_note(i, by=p.eva, body=w), False),
    "state_problem": ("work_in_progress", lambda i, p, w: actions.state_problem(i, by=p.eva, body=w), True),
    "propose_solution": (
        "work_in_progress",
        lambda i, p, w: actions.propose_solution(i, by=p.eva, kind="workaround", body=w),
        True,
    ),
    "withdraw_solution": ("solution_proposed", lambda i, p, w: actions.withdraw_solution(i, by=p.eva, reason=w), True),
    "reject_solution": ("solution_proposed", lambda i, p, w: actions.reject_solution(i, by=p.ada, reason=w), True),
    "withdraw": ("work_in_progress", lambda i, p, w: actions.withdraw(i, by=p.ada, reason=w), True),
    "reopen": ("closed", lambda i, p, w: actions.reopen(i, by=p.mia, reason=w), True),
}


@pytest.mark.parametrize("verb", ACTS)
def test_words_are_found_as_soon_as_they_are_said(people: People, make: Make, verb: str) -> None:
    state, say, is_public = ACTS[verb]
    incident = make(state)
    say(incident, people, "Something about zirconium.")

    assert [hit.record for hit in search.search(people.eva, "zirconium")] == [incident]
    assert bool(search.search(people.ada, "zirconium")) is is_public


@pytest.mark.parametrize("verb", ACTS)
def test_words_that_are_taken_back_are_not_found(people: People, make: Make, verb: str) -> None:
    state, say, _is_public = ACTS[verb]
    incident = make(state)
    before = list(SearchEntry.objects.values_list())
    with transaction.atomic():
        say(incident, people, "Something about zirconium.")
        transaction.set_rollback(True)

    assert search.search(people.eva, "zirconium") == []
    assert list(SearchEntry.objects.values_list()) == before


def test_a_refused_report_is_not_found(people: People) -> None:
    with pytest.raises(NotValid):
        actions.open_incident(by=people.ada, title="Zirconium", description="", severity=3)

    assert search.search(people.eva, "zirconium") == []


NONE_OF_THE_REST = ["Known errors: 0", "Outages: 0", "Changes: 0", "RCA requests: 0", "ICMs: 0"]


def entries() -> list[tuple[Any, ...]]:
    """What search knows, but for the number that it keeps it under."""
    columns = ("object_id", "title", "public", "internal", "terms")
    return list(SearchEntry.objects.order_by("object_id").values_list(*columns))


def test_everything_can_be_built_anew(people: People, make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    make("solution_proposed", title="Zirconium leaks")
    make("closed")
    before = list(
        SearchEntry.objects.order_by("object_id").values_list("object_id", "title", "public", "internal", "terms")
    )
    SearchEntry.objects.all().delete()
    assert titles(people.eva, "zirconium") == []
    call_command("index_search")

    assert capsys.readouterr().out.splitlines() == ["Incidents: 2", *NONE_OF_THE_REST]
    assert titles(people.eva, "zirconium") == ["Zirconium leaks"]
    assert entries() == before


def test_only_what_is_missing_is_built(people: People, make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    gone, _kept = make("new", title="Zirconium leaks"), make("new")
    SearchEntry.objects.filter(object_id=gone.pk).delete()
    call_command("index_search", missing=True)
    call_command("index_search", missing=True)

    said = capsys.readouterr().out.splitlines()
    assert said == ["Incidents: 1", *NONE_OF_THE_REST, "Incidents: 0", *NONE_OF_THE_REST]
    assert titles(people.eva, "zirconium") == ["Zirconium leaks"]


def test_what_is_there_no_more_is_forgotten(people: People, make: Make) -> None:
    incident = make("new")
    SearchEntry.objects.filter(object_id=incident.pk).update(object_id=incident.pk + 1)
    search.index("incident", [incident.pk, incident.pk + 1])

    assert list(SearchEntry.objects.values_list("object_id", flat=True)) == [incident.pk]


def test_a_text_is_cut_and_never_refused(people: People, working: Incident) -> None:
    for _time in range(12):
        actions.post_message(working, by=people.ada, body=" ".join(f"x{place:x}" for place in range(3_000)))
    actions.add_note(working, by=people.eva, body="接続" * 9_000)
    actions.post_message(working, by=people.ada, body="zirconium")

    assert titles(people.eva, "x1f") == [working.title]
    assert titles(people.eva, "zirconium") == [working.title]
