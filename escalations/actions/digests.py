"""The meetings' letters go out once a day each, whoever looks first and however often anybody looks."""

from datetime import date

from django.conf import settings
from django.db import transaction

from escalations.meeting_letters import tell_digest
from escalations.meetings.days import DAY, is_past, is_worked, next_shiproom, today
from escalations.models import Digest
from notifications.moment import now


def send_digests() -> int:
    """What is due and was not written yet; returns how many letters were queued."""
    return sum(send(meeting, day) for meeting, day in due())


def due() -> list[tuple[Digest.Meeting, date]]:
    """The morning's agenda on a worked day from its time on; shiproom's on the worked day before it."""
    found, day = [], today()
    if is_worked(day) and is_past(settings.MEETINGS["morning_at"]):
        found.append((Digest.Meeting.MORNING, day))
    meeting = next_shiproom(day + DAY)
    if day == eve_of(meeting) and is_past(settings.MEETINGS["eve_at"]):
        found.append((Digest.Meeting.SHIPROOM, meeting))
    return found


def eve_of(meeting: date) -> date:
    """The worked day before it."""
    eve = meeting - DAY
    while not is_worked(eve):
        eve -= DAY
    return eve


@transaction.atomic
def send(meeting: Digest.Meeting, day: date) -> int:
    """Whoever comes second finds the day taken: the row and its letters are written together, or neither."""
    digest, is_new = Digest.objects.get_or_create(meeting=meeting, day=day, defaults={"at": now()})
    return tell_digest(digest) if is_new else 0
