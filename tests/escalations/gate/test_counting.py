"""Each refusal is counted, though nothing else of the act is kept; one press counts once (R31)."""

from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.acting import NotAllowed, NotPossible, through
from accounts.once import Answer, Sending, once
from escalations.gate import GateRefused
from escalations.models import GateRefusal
from incidents import actions as incidents
from incidents.models import Incident
from tests.aftermath import refused
from tests.escalations.conftest import FACTS
from tests.escalations.gate.conftest import Open
from tests.people import People

TurnedAway = Callable[..., GateRefused]


def test_a_refusal_is_counted_with_all_that_is_asked_of_it_later(turned_away: TurnedAway, incident: Incident) -> None:
    turned_away("ground", ground="query")

    row = GateRefusal.objects.get()
    assert (row.incident, row.by, row.ground, row.kind) == (incident, incident.owner, "query", "bug")
    assert (row.fields, row.led_to, row.way) == (["ground"], "consultation", "system")


def test_what_leads_nowhere_else_says_so(turned_away: TurnedAway) -> None:
    turned_away("evidence", "facts.ask", evidence="", facts={"ask": ""} | WITHOUT_ASK)

    assert GateRefusal.objects.values_list("fields", "led_to").get() == (["evidence", "facts.ask"], "")


def test_a_ground_of_any_length_is_counted(turned_away: TurnedAway) -> None:
    turned_away("ground", ground="x" * 500)

    assert GateRefusal.objects.get().ground == "x" * 40


def test_a_field_of_any_name_is_counted_as_what_every_database_can_keep(turned_away: TurnedAway) -> None:
    turned_away("facts.a\x00b", f"facts.{'x' * 500}", facts={**FACTS, "a\x00b": "1", "x" * 500: "1"})

    assert GateRefusal.objects.get().fields == ["facts.ab", f"facts.{'x' * 54}"]


def test_what_is_opened_counts_nothing(opened: Open) -> None:
    opened()

    assert not GateRefusal.objects.exists()


def test_who_may_not_and_what_is_closed_are_no_business_of_the_gate(
    opened: Open, people: People, incident: Incident
) -> None:
    with refused(NotAllowed):
        opened(by=people.ada, ground="query")
    with refused(NotAllowed):
        opened(by=people.root, ground="query")
    incidents.withdraw(incident, by=people.ada, reason="It works again.")
    with refused(NotPossible):
        opened(ground="query")

    assert not GateRefusal.objects.exists()


def test_it_outlives_every_transaction_of_its_door(opened: Open, people: People) -> None:
    with pytest.raises(GateRefused), through("workspace"), transaction.atomic():
        once(people.eva, "form:abc", "mark", lambda: opens(opened))

    assert GateRefusal.objects.get().way == "workspace"


def test_a_press_that_is_sent_twice_is_counted_once(opened: Open, people: People) -> None:
    for _time in range(2):
        with pytest.raises(GateRefused), through("workspace"):
            Sending(people.eva, "form:abc", "mark").whole(lambda: opens(opened))

    assert GateRefusal.objects.count() == 1


@pytest.mark.parametrize(("key", "mark"), [("form:other", "mark"), ("form:abc", "other words")])
def test_another_press_is_counted_again(opened: Open, people: People, key: str, mark: str) -> None:
    for sent in (("form:abc", "mark"), (key, mark)):
        with pytest.raises(GateRefused), through("workspace"):
            Sending(people.eva, *sent).whole(lambda: opens(opened))

    assert GateRefusal.objects.count() == 2


def test_presses_without_a_key_are_each_their_own(opened: Open) -> None:
    for _time in range(2):
        with pytest.raises(GateRefused), through("api"):
            opened(ground="query")

    assert GateRefusal.objects.count() == 2


def opens(opened: Open) -> Answer:
    return Answer(201, opened(ground="query").number)


WITHOUT_ASK = {
    "impact": "Nobody sees orders.",
    "resource": "job-orders-eu",
    "region": "westeurope",
    "window_start": "2026-11-16T07:00:00Z",
    "window_end": "2026-11-16T09:00:00Z",
    "expected": "Rows.",
    "actual": "None.",
    "steps": "Scale it.",
    "evidence": "A metric.",
}
