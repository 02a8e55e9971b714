"""How letters spell what they tell: times in the reader's zone, and subjects that a list shows whole."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from notifications.moment import zone_name

SUBJECT = 69  # characters
# What a subject ends with and keeps: a record's number, or how urgent it is and where.
KEPT_AT_END = re.compile(r"(?:[ :(]*[A-Z]{2,4}-[0-9]+\)?| \[[^\[\]]{1,40}\])$")


def spelled(moment: datetime | str | None) -> str:
    """A time in the reader's zone that stays true whenever the letter is read: "Tue 17 Nov, 10:31 CET"."""
    if not moment:
        return ""
    local = timezone.localtime(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)
    return f"{date_format(local, 'D j M, H:i')} {zone_name(local)}"


def fitted(subject: str) -> str:
    """Under 70 characters, so that a list of letters shows it whole: what is before the kept end gives way."""
    if len(subject) <= SUBJECT:
        return subject
    kept = KEPT_AT_END.search(subject)
    tail = kept.group() if kept else ""
    return subject.removesuffix(tail)[: SUBJECT - len(tail) - 1].rstrip() + "…" + tail
