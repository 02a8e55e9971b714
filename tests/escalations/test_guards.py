"""What the database itself refuses above the incidents, whoever writes and however (R18, R35, S13)."""

import inspect
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from escalations import actions, guards
from escalations.models import Answer, Consultation, EscalationEvent, Icm
from incidents.guards import installed
from incidents.models import Incident
from notifications.moment import now
from tests.aftermath import everything
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People

EVENT = (
    "INSERT INTO escalations_escalationevent (kind, record_id, seq, verb, at, way, body, is_for_support, data) "
    "SELECT 'icm', id, {seq}, '{verb}', last_event_at, 'system', '', {no}, '{{}}' FROM escalations_icm WHERE id = {icm}"
)


def refuses(words: str, statement: str, icm: Icm, **more: Any) -> None:
    """The database refuses it in these words, and no row has changed."""
    before = everything()
    with pytest.raises(DatabaseError, match=re.escape(words)), transaction.atomic():
        execute(statement, icm, **more)
    assert everything() == before


def execute(statement: str, icm: Icm, **more: Any) -> int:
    no = "false" if connection.vendor == "postgresql" else "0"
    with connection.cursor() as cursor:
        cursor.execute(statement.format(icm=icm.pk, no=no, **more))
        return int(cursor.rowcount)


# --- Histories --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE escalations_escalationevent SET verb = 'close' WHERE record_id = {icm}",
        "UPDATE escalations_escalationevent SET body = body WHERE record_id = {icm}",
        "DELETE FROM escalations_escalationevent WHERE record_id = {icm}",
    ],
)
def test_what_happened_to_an_icm_is_never_rewritten(make_icm: MakeIcm, statement: str) -> None:
    refuses("append-only", statement, make_icm())


def test_the_models_own_ways_are_refused_alike(make_icm: MakeIcm) -> None:
    line = make_icm().history.get()
    for way in (line.save, line.delete, EscalationEvent.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            way()


@pytest.mark.parametrize("seq", [1, 3, 7])
def test_a_history_has_no_gap_and_nothing_twice(make_icm: MakeIcm, seq: int) -> None:
    refuses("no gaps", EVENT, make_icm(), seq=seq, verb="update")


def test_the_next_line_is_taken(make_icm: MakeIcm) -> None:
    assert execute(EVENT, make_icm(), seq=2, verb="update") == 1


def test_each_record_counts_for_itself(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    for icm in (make_icm("resolved"), make_icm("open")):
        assert list(icm.history.values_list("seq", flat=True)) == list(range(1, icm.event_count + 1))


def test_an_answer_stays_as_it_was_given(people: People, working: Incident) -> None:
    asked = Consultation.objects.create(
        incident=working,
        area=people.query,
        audience="smes",
        question="Is this known?",
        asked_by=people.eva,
        asked_at=now(),
        last_event_at=now(),
    )
    answer = Answer.objects.create(
        consultation=asked, by=people.sam, audience="smes", body="It is.", icm_indicated=True, at=now()
    )
    for way in (answer.save, answer.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            way()


# --- The state of an ICM ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["acknowledged", "needs_information", "mitigated", "closed"])
def test_a_state_changes_with_its_event_only(make_icm: MakeIcm, state: str) -> None:
    change = "UPDATE escalations_icm SET state = '{state}', resolution = 'fixed' WHERE id = {icm}"
    refuses("with its event only", change, make_icm(), state=state)


def test_with_its_event_it_changes(make_icm: MakeIcm) -> None:
    icm = make_icm()
    execute(EVENT, icm, seq=2, verb="acknowledge")

    assert execute("UPDATE escalations_icm SET state = 'acknowledged' WHERE id = {icm}", icm) == 1


def test_an_event_that_moves_no_state_moves_none(make_icm: MakeIcm, people: People) -> None:
    icm = actions.update(make_icm(), by=people.eva, body="It happened again.")
    refuses("with its event only", "UPDATE escalations_icm SET state = 'acknowledged' WHERE id = {icm}", icm)


def test_no_icm_is_deleted(make_icm: MakeIcm) -> None:
    icm = make_icm()
    icm.hits.all().delete()
    refuses("an ICM stays", "DELETE FROM escalations_icm WHERE id = {icm}", icm)


def test_the_guards_know_where_each_transition_leads() -> None:
    moves = {
        name: {str(each.target) for each in method._django_fsm.transitions.values() if each.target is not None}
        for name, method in inspect.getmembers(Icm)
        if hasattr(method, "_django_fsm")
    }

    assert {name: {state} for name, state in guards.LEADS_TO.items()} == {name: to for name, to in moves.items() if to}


# --- They are there ---------------------------------------------------------------------------------------------------


def test_the_database_has_all_of_them(db: None) -> None:
    assert installed("escalations") == {guard.name for guard in guards.guards()}


def test_they_can_be_removed_and_installed_again(make_icm: MakeIcm) -> None:
    icm = make_icm()
    guards.remove()
    assert installed("escalations") == set()
    guards.remove()
    guards.install()

    assert installed("escalations") == {guard.name for guard in guards.guards()}
    refuses("an ICM stays", "DELETE FROM escalations_icm WHERE id = {icm}", icm)
