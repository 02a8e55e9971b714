"""The letter of an ICM that is not opened yet, exactly as it would be sent: it is opened, read and taken back."""

import re
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from escalations import notices
from escalations.actions.opening import opened
from escalations.gate import Asked
from escalations.models import Icm, PgMember
from notifications.letters import Letter
from notifications.models import Notification

NOBODYS = 0  # the key of an ICM that is not to stay: no number is used up for it


@dataclass(frozen=True)
class Preview:
    letter: Letter | None
    readers: list[PgMember]
    named: PgMember | None


def preview_opening(asked: Asked) -> Preview:
    """Raises what opening it would raise; nothing of it stays, and no refusal is counted."""
    with transaction.atomic():
        icm, event = opened(asked, NOBODYS)
        rows = Notification.objects.filter(kind="escalation", record_id=event.pk, verb="open_icm", audience=notices.PG)
        first = rows.order_by("pk").first()
        letter = notices.letter(first) if first else None
        transaction.set_rollback(True)
    return Preview(masked(letter, icm) if letter else None, notices.team_of(event, icm), icm.named_member)


def masked(letter: Letter, icm: Icm) -> Letter:
    """Without the number and the link, which are made when it is sent."""
    number, link = _("ICM-…"), _("(each reader's own link)")
    text = re.sub(rf"{re.escape(settings.SITE_URL)}\S*", link, letter.text)
    return replace(letter, subject=letter.subject.replace(icm.number, number), text=text.replace(icm.number, number))
