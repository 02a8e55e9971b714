"""What of links and visits has served its time is deleted: the sweep's work, and nobody waits for it."""

from datetime import timedelta

from escalations import pg_once
from escalations.brakes import DAY
from escalations.models import AccessEvent, Code, PgBrowser, PgSession, Tally
from notifications.moment import now

KEPT_AFTERWARDS = timedelta(days=7)  # of visits and codes, for who has to look into something


def tidy() -> int:
    """Returns how many rows went. Links and grants stay: an old link is still known for one of ours."""
    moment = now()
    gone = [
        Code.objects.filter(expires_at__lt=moment - KEPT_AFTERWARDS).delete(),
        PgSession.objects.filter(expires_at__lt=moment - KEPT_AFTERWARDS).delete(),
        PgBrowser.objects.filter(expires_at__lt=moment - KEPT_AFTERWARDS, visits=None).delete(),
        Tally.objects.filter(touched_at__lt=moment - DAY).delete(),
        AccessEvent.objects.filter(at__lt=moment - AccessEvent.KEPT).delete(),
    ]
    return sum(rows for rows, _kinds in gone) + pg_once.purge()
