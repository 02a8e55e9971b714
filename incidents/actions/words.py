"""What people typed, checked once for every door: present, not too long, and free of what a database cannot keep."""

import unicodedata
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.acting import NotValid
from accounts.models import User
from notifications.moment import now

TITLE, REASON, BODY = 200, 2_000, 20_000  # characters
# Marks that turn round whatever stands behind them, in other people's lists too. Letters that are written from
# right to left have their direction without them.
TURNED_ROUND = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
FURTHEST = timedelta(days=36_525)  # beyond, a reader's own time zone may lie past the end of the calendar


def words(text: str, *, field: str, limit: int = BODY, required: bool = True) -> str:
    """The text without its outer white space and without what turns it round; raises NotValid by field."""
    text = text.translate(TURNED_ROUND).strip()
    if required and not says_something(text):
        raise NotValid({field: [_("Write a few words here.")]})
    if len(text) > limit:
        over = len(text) - limit
        raise NotValid(
            {
                field: [
                    ngettext("This is %(n)d character too long.", "This is %(n)d characters too long.", over)
                    % {"n": over}
                ]
            }
        )
    if "\x00" in text:
        raise NotValid({field: [_("This contains a character that cannot be kept (NUL).")]})
    return text


def says_something(text: str) -> bool:
    """That there is something to read in it."""
    return any(is_seen(letter) for letter in text)


def is_seen(letter: str) -> bool:
    """Something that leaves a mark: no blank, no control, no joiner or mark of direction alone."""
    return not letter.isspace() and not unicodedata.category(letter).startswith("C")


def promised(moment: datetime | None, at: datetime) -> datetime | None:
    """The time of a promised next update, which lies ahead of the act, and not further than anybody can promise.

    `at` is when the act happens: where the clock has gone back, that is later than the clock says (S13).
    """
    if moment is None:
        return None
    if moment <= at:
        raise NotValid({"next_update_by": [_("Promise a time that is still to come.")]})
    if moment > at + FURTHEST:
        raise NotValid({"next_update_by": [_("That is too far ahead to promise.")]})
    return moment


def within_reach(moment: datetime | None, field: str) -> datetime | None:
    """A time of something that was or will be; one near an end of the calendar no reader's own zone could show."""
    if moment is not None and abs(moment - now()) > FURTHEST:
        raise NotValid({field: [_("That is too far from today. Look at the year.")]})
    return moment


def within_reach_of_day(day: date | None, field: str) -> date | None:
    """The same of a day."""
    within_reach(datetime.combine(day, time(), UTC) if day else None, field)
    return day


def able_owner(person: User, *, field: str = "owner") -> User:
    """Somebody of the support team who is there to own an incident."""
    if not (person.is_active and person.is_support):
        raise NotValid({field: [_("%(name)s is not an active member of the support team.") % {"name": person.name}]})
    return person
