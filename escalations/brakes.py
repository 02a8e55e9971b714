"""How often a thing may be asked for by link: counted in the database, whole, before anything is looked at (T27)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Refusal
from escalations.models import Tally
from notifications.moment import now

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class TooOften(Refusal):
    """Asked for more often than is good (429)."""


@dataclass(frozen=True)
class Brake:
    """So many times in each of these spans, by one key."""

    name: str
    limits: tuple[tuple[int, timedelta], ...]

    @property
    def memory(self) -> timedelta:
        return max(span for _times, span in self.limits)


OPEN_FROM_A_PLACE = Brake("open from a place", ((30, MINUTE),))
OPEN_A_LINK = Brake("open a link", ((10, MINUTE),))
CODE_FOR_A_SESSION = Brake("code for a session", ((3, HOUR),))
CODE_FOR_A_PERSON = Brake("code for a person", ((10, DAY),))
REISSUE_A_GRANT = Brake("reissue a grant", ((3, HOUR), (10, DAY)))
REISSUE_FROM_A_PLACE = Brake("reissue from a place", ((30, HOUR),))
MOST_BROUGHT_IN = 10  # in a day, by one person


@transaction.atomic(durable=True)
def take(brake: Brake, of: str) -> bool:
    """Counts this time, and says whether it is within the limits; a refused time is not counted. Commits by itself,
    so that what is refused later has been counted all the same."""
    key = hashlib.sha256(f"{brake.name}|{of}".encode()).hexdigest()
    Tally.objects.get_or_create(key=key)
    tally = Tally.objects.select_for_update().get(key=key)
    moment = now()
    ages = [moment.timestamp() - taken for taken in tally.taken]
    if any(sum(age < span.total_seconds() for age in ages) >= times for times, span in brake.limits):
        return False
    kept = [taken for taken, age in zip(tally.taken, ages, strict=True) if age < brake.memory.total_seconds()]
    tally.taken, tally.touched_at = [*kept, moment.timestamp()], moment
    tally.save(update_fields=["taken", "touched_at"])
    return True


def require(brake: Brake, of: str) -> None:
    """Raises TooOften."""
    if not take(brake, of):
        raise TooOften(_("That was asked for too often. Wait a while, then try again."))
