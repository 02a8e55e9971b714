"""What the database itself refuses of files, whoever writes and however (R13, R17)."""

import re
import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.acting import Refusal
from incidents import actions, guards
from incidents.models import Attachment, Incident
from tests.aftermath import everything
from tests.conftest import bring_to
from tests.incidents.attachments.sending import file, on_disk
from tests.people import People, settle_in

ATTACHMENT = (
    "INSERT INTO incidents_attachment (incident_id, event_id, visibility, key, name, type, declared, has_script, size, "
    "sha256, stored, at) SELECT {incident}, id, '{visibility}', 'k', 'n', 't', '', false, 1, 's', 'x', at "
    "FROM incidents_event WHERE incident_id = {event_of} AND verb = '{verb}'"
)


def insert(incident: Incident, visibility: str, verb: str, event_of: Incident | None = None) -> int:
    names = {"incident": incident.pk, "visibility": visibility, "verb": verb, "event_of": (event_of or incident).pk}
    with connection.cursor() as cursor:
        cursor.execute(ATTACHMENT.format(**names))
        return int(cursor.rowcount)


def refuses(words: str, *given: Any) -> None:
    before = everything()
    with pytest.raises(DatabaseError, match=re.escape(words)), transaction.atomic():
        insert(*given)
    assert everything() == before


def test_a_closed_incident_takes_no_file(closed: Incident) -> None:
    refuses("closed is read-only", closed, "public", "respond")
    refuses("closed is read-only", closed, "internal", "respond")


def test_an_open_one_does(working: Incident, people: People) -> None:
    """Else the refusals would prove nothing."""
    assert insert(working, "public", "open_incident") == 1


@pytest.mark.parametrize(("visibility", "verb"), [("public", "add_note"), ("public", "assign")])
def test_a_file_is_never_open_to_more_people_than_its_words(
    working: Incident, people: People, visibility: str, verb: str
) -> None:
    actions.add_note(working, by=people.eva, body="A lease.")

    refuses("audience of their words", working, visibility, verb)
    assert insert(working, "internal", "add_note") == 1


def test_a_transfer_s_reason_is_the_team_s_though_the_event_is_public(working: Incident, people: People) -> None:
    actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason="Eva is away.")

    refuses("audience of their words", working, "public", "transfer_ownership")


def test_a_file_belongs_to_its_event_s_incident(working: Incident, people: People) -> None:
    refuses("audience of their words", working, "public", "open_incident", bring_to("new", people))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incidents_attachment SET visibility = 'public'",
        "UPDATE incidents_attachment SET name = 'x'",
        "DELETE FROM incidents_attachment",
    ],
)
def test_files_are_neither_changed_nor_deleted_nor_widened(working: Incident, people: People, statement: str) -> None:
    actions.add_note(working, by=people.eva, body="x", files=[file()])
    before = everything()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert everything() == before


def test_guards_can_stand_where_a_later_table_is_not_there_yet(working: Incident) -> None:
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE incidents_attachment RENAME TO set_aside")
        guards.install()
        there = guards.installed()
        guards.remove()
        cursor.execute("ALTER TABLE set_aside RENAME TO incidents_attachment")
    guards.install()

    assert there == {guard.name for guard in guards.guards() if guard.table != "incidents_attachment"}
    assert guards.installed() == {guard.name for guard in guards.guards()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_closing_and_uploading_at_once_leave_either_both_or_no_file(turn: int) -> None:
    people = settle_in()
    incident, barrier = bring_to("work_in_progress", people), threading.Barrier(2)
    refusals: list[str] = []

    def act(do: Any) -> None:
        barrier.wait(timeout=10)
        try:
            do()
        except Refusal as refusal:
            refusals.append(refusal.reason)
        finally:
            connection.close()

    acts = [
        lambda: actions.withdraw(Incident.objects.get(pk=incident.pk), by=people.ada, reason="Gone."),
        lambda: actions.add_note(Incident.objects.get(pk=incident.pk), by=people.eva, body="x", files=[file()]),
    ]
    threads = [threading.Thread(target=act, args=(do,)) for do in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert Incident.objects.get(pk=incident.pk).state == "closed"
    assert Attachment.objects.count() == len(on_disk()) == 1 - len(refusals)
