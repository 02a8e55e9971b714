"""What the gate refused is counted, with where it led; who followed is kept with it (R31)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.acting import afterwards, door
from accounts.models import User
from accounts.once import press
from escalations.gate import Asked, GateRefused
from escalations.models import Consultation, GateRefusal
from incidents.models import Incident
from notifications.moment import now

FIELD = 60  # characters of a field's name, which of a fact is whatever was sent


@contextmanager
def counting_refusals(asked: Asked) -> Iterator[None]:
    """The act is rolled back, its count stays; a press that is sent twice counts once."""
    try:
        yield
    except GateRefused as refusal:
        count_refusal(asked, refusal)
        raise


def count_refusal(asked: Asked, refusal: GateRefused) -> None:
    row = GateRefusal(
        incident=asked.incident,
        by=asked.by,
        at=now(),
        way=door(),
        ground=asked.ground[:40].replace("\x00", ""),
        kind=asked.kind[:20].replace("\x00", ""),
        fields=sorted({name[:FIELD].replace("\x00", "") for name in refusal.errors}),
        led_to=refusal.led_to,
        press=press(),
    )
    afterwards(lambda: keep(row))


def keep(row: GateRefusal) -> None:
    with transaction.atomic():
        GateRefusal.objects.bulk_create([row], ignore_conflicts=True)


def follow(consultation: Consultation, *, by: User, incident: Incident, ground: str) -> None:
    """Who was led to a consultation has asked it: kept with their last refusal of that reason, or as one of its own."""
    rows = GateRefusal.objects.filter(incident=incident, by=by, ground=ground, consultation=None)
    last = rows.exclude(led_to="").first()
    if last is not None:
        GateRefusal.objects.filter(pk=last.pk).update(consultation=consultation)
        return
    GateRefusal.objects.create(
        incident=incident,
        by=by,
        at=now(),
        way=door(),
        ground=ground,
        fields=["ground"],
        led_to=GateRefusal.CONSULTATION,
        consultation=consultation,
        press=press(),
    )
