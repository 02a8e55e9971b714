"""Closed is read-only in the database's eyes: every table that hangs on an incident, and its timeline (R13)."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from escalations.models import (
    Consent,
    Consultation,
    CsatRequest,
    GateRefusal,
    IcmDraft,
    IcmIncident,
    MorningReview,
    RiskDismissal,
)
from incidents import guards
from incidents.models import Event, Guest, ImportedIncident, Incident, Rating, RemovalNotice, TitleMark
from tests.aftermath import everything
from tests.incidents.closed import World, hanging
from tests.people import People

# Tables that hang on an incident, and may grow after it is closed: each a record of its own.
GOES_ON: set[type[models.Model]] = {RemovalNotice, ImportedIncident}
GOES_ON |= {Consent}  # who of the product group was asked and answered
GUARDED_APART: set[type[models.Model]] = {Event}  # by guards of its own, which let nothing in but a reopening
GOES_ON |= {Rating, TitleMark, GateRefusal}  # said, marked or counted afterwards
GUARDED_APART |= {Consultation, CsatRequest, IcmDraft, MorningReview, RiskDismissal}  # nothing is asked any more
GUARDED_APART |= {IcmIncident}  # by one that attaches it to no further ICM
GUARDED_APART |= {Guest}  # by one that lets nobody in, and everybody out
REFUSALS = r"closed is read-only|append-only"


@pytest.fixture
def world(people: People) -> World:
    return World(people)


def test_every_table_that_hangs_on_an_incident_is_guarded() -> None:
    models_there = {model for model, _column in hanging()} - GOES_ON - GUARDED_APART
    open_ones = {model._meta.db_table for model in models_there} - {*guards.CHILDREN, *guards.UNSENT}

    assert not open_ones, f"{open_ones}: into guards.CHILDREN, or into GOES_ON where it may grow after the closing"


@pytest.mark.parametrize("table", guards.CHILDREN)
def test_the_database_lets_no_row_in_change_or_go(world: World, table: str) -> None:
    columns = [column for column in columns_of(table) if column != "id"]
    listed = ", ".join(columns)
    there = f"FROM {table} WHERE incident_id = %s"
    assert run(f"SELECT id {there}", world.incident) > 0, f"World puts no row into {table}: let it, before the closing"
    before = everything()
    for statement in (
        f"INSERT INTO {table} ({listed}) SELECT {listed} {there}",
        f"UPDATE {table} SET incident_id = incident_id WHERE incident_id = %s",  # noqa: S608 - no input
        f"DELETE {there}",
    ):
        with pytest.raises(DatabaseError, match=REFUSALS), transaction.atomic():
            run(statement, world.incident)

    assert everything() == before


@pytest.mark.parametrize("verb", ["add_note", "assign", "breach", "accept_solution"])
def test_the_database_takes_no_event_of_it_but_a_reopening(world: World, verb: str) -> None:
    columns = [column for column in columns_of("incidents_event") if column not in {"id", "seq", "verb"}]
    listed = ", ".join(columns)
    write = (
        f"INSERT INTO incidents_event (seq, verb, {listed}) SELECT seq + 1, '{verb}', {listed} "  # noqa: S608 - no input
        "FROM incidents_event WHERE incident_id = %s ORDER BY seq DESC LIMIT 1"
    )
    before = everything()
    with pytest.raises(DatabaseError, match="closed is read-only"), transaction.atomic():
        run(write, world.incident)
    assert everything() == before
    assert run(write.replace(f"'{verb}'", "'reopen'"), world.incident) == 1


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def run(statement: str, incident: Incident) -> int:
    """How many rows it found or touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [incident.pk])
        return len(cursor.fetchall()) if statement.startswith("SELECT") else int(cursor.rowcount)


def test_the_database_lets_no_guest_in(closed: Incident) -> None:
    who = {"key": "pg:1", "name": "Pia Aalto", "address": "pia@product.example", "ground": "consented"}

    with pytest.raises(DatabaseError, match=REFUSALS), transaction.atomic():
        Guest.objects.create(incident=closed, since=closed.opened_at, **who)

    assert not Guest.objects.exists()


def test_the_database_knows_four_grounds(working: Incident) -> None:
    who = {"key": "pg:1", "name": "Pia Aalto", "address": "pia@product.example", "ground": "a_favour"}

    with pytest.raises(DatabaseError), transaction.atomic():
        Guest.objects.create(incident=working, since=working.opened_at, **who)

    assert not Guest.objects.exists()
