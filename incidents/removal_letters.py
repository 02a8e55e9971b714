"""The letter that keeps the fifth R: the cause of a customer's problem is removed, whether or not theirs is closed."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.reserved import is_reserved
from incidents.models import Incident, RemovalNotice
from incidents.notices import GAPS, fitted
from incidents.policy import is_decider
from incidents.recipients import REPORTER, addressed
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification

KIND = "removal"


def tell(notice: RemovalNotice) -> None:
    """Queue it, in the transaction of the notice: once a customer and Problem (R23)."""
    outbox.queue(KIND, notice.pk, KIND, addressed([notice.customer], REPORTER), audience="customer")


def letter(notification: Notification) -> Letter | None:
    """The letter as it is sent now; none to who has left, nor where the cause came back before it went out."""
    rows = RemovalNotice.objects.select_related("customer", "problem", "incident__owner", "incident__customer")
    notice = rows.filter(pk=notification.record_id, customer__is_active=True).first()
    if notice is None or notice.problem.removed_at is None or is_reserved(notification.address):
        return None
    if not Incident.objects.visible_to(notice.customer).filter(pk=notice.incident_id).exists():
        return None
    with timezone.override(notice.customer.own_zone), translation.override(settings.LANGUAGE_CODE):
        return compose(notice)


def compose(notice: RemovalNotice) -> Letter:
    context = words_of(notice)
    first, _blank, text = render_to_string("email/removal.txt", context).strip().partition("\n\n")
    subject = fitted(first.removeprefix("Subject:").strip())
    return Letter(
        subject=subject,
        text=GAPS.sub("\n\n", text).strip() + "\n",
        html=render_to_string("email/removal.html", {**context, "subject": subject}),
        from_name=notice.incident.owner.name if notice.incident.owner else "",
        thread=f"incident-{notice.incident_id}",
        language=settings.LANGUAGE_CODE,
    )


def words_of(notice: RemovalNotice) -> dict[str, Any]:
    """Nothing of the Problem's own words, which may be ours alone: what they reported, when it went and where."""
    incident, owner = notice.incident, notice.incident.owner
    return {
        "number": incident.number,
        "reference": incident.number,
        "title": " ".join(incident.title.split()),
        "first_name": notice.customer.first_name,
        "day": date_format(timezone.localtime(notice.problem.removed_at), "j F Y"),
        "release": notice.problem.release,
        "had_workaround": any(solution.is_workaround for solution in incident.solutions.all()),
        "others": [other.number for other in others(notice)],
        "is_reporter": incident.customer_id == notice.customer_id,
        "decides": incident.customer_id == notice.customer_id or is_decider(notice.customer, incident),
        "customer_name": incident.customer.name,
        "signature": owner.name if owner else "",
        "signature_line": _("owns your problem from start to end") if owner else "",
        "action_url": f"{settings.SITE_URL}/portal/incidents/{incident.number}/",
        "SITE_NAME": settings.SITE_NAME,
    }


def others(notice: RemovalNotice) -> list[Incident]:
    """What else of theirs had this cause."""
    rows = Incident.objects.visible_to(notice.customer).filter(customer=notice.customer)
    return list(rows.filter(matches__problem=notice.problem_id).exclude(pk=notice.incident_id).order_by("pk"))
