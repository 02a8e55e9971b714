"""How long a letter waits for its next try, and when it has had enough of them."""

import random
from datetime import timedelta
from itertools import accumulate

from notifications.models import Notification

MINUTES = [1, 2, 5, 15, 30, 60, 120, 240]  # and four hours from then on
JITTER = 0.2
PATIENCE = {
    Notification.Urgency.CRITICAL: timedelta(hours=48),
    Notification.Urgency.NORMAL: timedelta(hours=24),
    Notification.Urgency.DIGEST: timedelta(hours=24),
}


def pause(attempts: int) -> timedelta:
    """The wait after so many tries that counted, spread by a fifth so that letters do not come back as a crowd."""
    return _nominal(max(attempts, 1)) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 (no secret)


def tries(urgency: str) -> int:
    """How many tries fit into the patience for this urgency.

    Counted in tries, not hours since the letter was written: while the channel is down no try counts, so an outage
    of any length kills no letter.
    """
    limit = PATIENCE[Notification.Urgency(urgency)]
    waits = accumulate(_nominal(attempt) for attempt in range(1, 100))
    return 1 + sum(1 for waited in waits if waited <= limit)


def _nominal(attempt: int) -> timedelta:
    return timedelta(minutes=MINUTES[min(attempt, len(MINUTES)) - 1])
