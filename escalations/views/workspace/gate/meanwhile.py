"""The ICM that was opened while another window still stood at the gate: it is shown, and none is opened twice."""

from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from escalations.models import Icm, IcmDraft
from incidents.models import Incident


def opened_since(request: HttpRequest, incident: Incident, user: User) -> Icm | None:
    """What this person opened of this incident after the page was made that this press comes from."""
    made = moment(request.POST.get("since", ""))
    return own(incident, user).filter(opened_at__gt=made).first() if made else None


def opened_before(incident: Incident, user: User, draft: IcmDraft) -> Icm | None:
    """Where nothing is brought together any more: what it has become, while the product group works on it."""
    return None if draft.pk else own(incident, user).filter(state__in=Icm.ALIVE).first()


def own(incident: Incident, user: User) -> "QuerySet[Icm]":
    rows = Icm.objects.visible_to(user).filter(hits__incident=incident, opened_by=user)
    return rows.order_by("-pk")


def moment(text: str) -> datetime | None:
    """As a page wrote it; anything else is no page's."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
