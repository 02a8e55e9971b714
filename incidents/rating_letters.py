"""The letter to the managers: a customer has rated what is closed, and low (R42)."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from incidents.models import Rating
from incidents.notices import GAPS, fitted
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification

KIND, VERB = "rating", "low_rating"


def tell(rating: Rating) -> None:
    """Queue it, in the transaction that keeps the rating: once, however often that is changed."""
    managers = User.objects.filter(role=User.Role.MANAGER, is_active=True)
    readers = [outbox.Recipient(key=f"user:{person.pk}", address=person.email) for person in managers]
    outbox.queue(KIND, rating.pk, VERB, readers, audience="staff")


def letter(notification: Notification) -> Letter | None:
    """As it is sent now; none to who is no manager any more, nor of what is not low any more."""
    rows = Rating.objects.select_related("incident__owner", "incident__organization", "by")
    rating = rows.get(pk=notification.record_id)
    key = notification.recipient_key.removeprefix("user:")
    reader = User.objects.filter(pk=key, is_active=True, role=User.Role.MANAGER).first()
    if reader is None or not rating.is_low:
        return None
    with timezone.override(reader.own_zone), translation.override(settings.LANGUAGE_CODE):
        return compose(rating)


def compose(rating: Rating) -> Letter:
    context = words_of(rating)
    first, _blank, text = render_to_string("email/low_rating.txt", context).strip().partition("\n\n")
    subject = fitted(first.removeprefix("Subject:").strip())
    return Letter(
        subject=subject,
        text=GAPS.sub("\n\n", text).strip() + "\n",
        html=render_to_string("email/low_rating.html", {**context, "subject": subject}),
        from_name=rating.by.name,
        thread=f"incident-{rating.incident_id}",
        language=settings.LANGUAGE_CODE,
    )


def words_of(rating: Rating) -> dict[str, Any]:
    incident = rating.incident
    return {
        "rating": rating,
        "incident": incident,
        "number": incident.number,
        "reference": incident.number,
        "customer_name": rating.by.name,
        "action_url": f"{settings.SITE_URL}/workspace/incidents/{incident.number}/",
        "SITE_NAME": settings.SITE_NAME,
    }
