"""What an act leaves behind: letters and a line of the timeline; and of a refusal, nothing at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from accounts.acting import Refusal
from accounts.models import Submission
from escalations.models import (
    Absence,
    Answer,
    Consent,
    Consultation,
    CsatRequest,
    Digest,
    EscalationEvent,
    FactTemplate,
    Grant,
    Icm,
    IcmDraft,
    IcmIncident,
    Link,
    MorningReview,
    PgMember,
    PgSubmission,
    RiskDismissal,
    Rung,
    ShiproomReview,
)
from incidents.models import (
    AreaFollower,
    Attachment,
    Change,
    Check,
    Clock,
    Colleague,
    Draft,
    Event,
    Follower,
    Guest,
    ImportedIncident,
    Incident,
    KnownEvent,
    Match,
    Message,
    MessageTemplate,
    Outage,
    OutageLink,
    Problem,
    Rating,
    RcaRequest,
    RemovalNotice,
    SavedView,
    SearchEntry,
    Solution,
    Task,
    TitleMark,
)
from notifications.models import Notification

TABLES: tuple[type[Model], ...] = (
    *(Incident, Event, Message, Attachment, Solution, Clock, Task, Draft),
    *(Check, AreaFollower, Guest, TitleMark),
    *(ImportedIncident, Notification, Submission, SearchEntry),
    *(Colleague, FactTemplate, MessageTemplate, SavedView),
    *(Problem, Match, Follower, RemovalNotice, Change, RcaRequest, Outage, OutageLink, KnownEvent),
    *(Icm, IcmIncident, Consultation, Answer, EscalationEvent),
    *(IcmDraft,),  # a gate's refusal is counted, and no table of these: tests/escalations/gate/test_counting.py
    # Consultations
    *(Rung, Absence),
    *(PgMember, Grant, Link, PgSubmission),  # links
    *(Consent,),
    *(CsatRequest, RiskDismissal, Rating),
    *(MorningReview, ShiproomReview, Digest),
)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of what acts write, as the database has it: asked before and after each refusal, so without models."""
    with connection.cursor() as cursor:
        return {model.__name__: rows_of(cursor, model) for model in TABLES}


def rows_of(cursor: Any, model: type[Model]) -> list[tuple[Any, ...]]:
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')  # noqa: S608 - names of ours
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@contextmanager
def refused(kind: type[Refusal], *fields: str) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """`with refused(NotValid, "reason"):` - refused exactly so, about these fields, and no row has changed."""
    before = everything()
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.type is kind
    assert set(caught.value.errors) == set(fields)
    assert str(caught.value.reason)
    assert everything() == before


def letters(verb: str) -> dict[str, str]:
    """Who is written to about a verb, by the name before the @, and as which audience."""
    rows = Notification.objects.filter(verb=verb).values_list("address", "audience")
    return {address.partition("@")[0]: audience for address, audience in rows}


def last_event(incident: Incident) -> Event:
    return incident.events.latest("seq")


def verbs(incident: Incident) -> list[str]:
    """The timeline, by its verbs, oldest first."""
    return list(incident.events.order_by("seq").values_list("verb", flat=True))
