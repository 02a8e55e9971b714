"""What a PG member sends twice is done once, as it is for those with an account: a form's nonce is kept (T31)."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.once import OtherContent
from escalations.models import PgMember, PgSubmission
from notifications.moment import now


@transaction.atomic
def once(member: PgMember, key: str, mark: str, act: Callable[[], str]) -> str:
    """Where `act` leads, or where it led when this member sent this key before; a refusal keeps neither.

    A concurrent twin waits for the first to commit. Raises OtherContent where `mark` differs from the first time's.
    """
    try:
        with transaction.atomic():
            sent = PgSubmission.objects.create(member=member, key=key, fingerprint=mark)
    except IntegrityError:
        return repeat(PgSubmission.objects.get(member=member, key=key), mark)
    sent.location = act()
    sent.save(update_fields=["location"])
    return sent.location


def repeat(sent: PgSubmission, mark: str) -> str:
    if sent.fingerprint != mark:
        raise OtherContent(_("This was sent before with other content."))
    return sent.location


def purge() -> int:
    """Forget what was sent more than a day ago; returns how many."""
    return PgSubmission.objects.filter(sent_at__lt=now() - PgSubmission.KEPT).delete()[0]
