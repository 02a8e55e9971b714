"""The letters about a link itself: the code that proves its reader, and a new link for an old one (R36)."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from escalations import links, notices
from escalations.models import AccessEvent, Code, Grant, Link
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification
from notifications.moment import now

CODE, NEW_LINK = "pg_code", "pg_link"  # kinds of the outbox


# --- Queued ----------------------------------------------------------------------------------------------------------


def queue_code(code: Code) -> None:
    queue(CODE, code.pk, "send_code", code.grant)


def queue_new_link(asked: AccessEvent, grant: Grant) -> None:
    queue(NEW_LINK, asked.pk, "send_new_link", grant)


def queue(kind: str, record_id: int, verb: str, grant: Grant) -> None:
    """To the address on file, whoever asked for it."""
    reader = outbox.Recipient(key=notices.key_of(grant.member), address=grant.member.email)
    outbox.queue(kind, record_id, verb, [reader], audience=notices.PG, urgency="critical")


# --- Written ---------------------------------------------------------------------------------------------------------


def code_letter(notification: Notification) -> Letter | None:
    """The code, derived now; none once it would be of no use any more, or the address is another."""
    alive = Code.objects.filter(used_at=None, expires_at__gt=now(), session__ended_at=None)
    code = alive.select_related("grant__member", "session").filter(pk=notification.record_id).first()
    if code is None or not links.may_read(code.grant.member, code.grant.record, notification):
        return None
    return written(notification, code.grant, digits=links.digits_of(code), expires_at=code.expires_at)


def new_link_letter(notification: Notification) -> Letter | None:
    grant = grant_of(notification)
    if grant is None or not links.may_read(grant.member, grant.record, notification):
        return None
    letter = written(notification, grant, action_url=links.address_for(grant.member, grant.record, notification))
    links.remember(notification, new_link_said(notification).text)
    return letter


def new_link_said(notification: Notification) -> Letter:
    grant = grant_of(notification)
    assert grant is not None  # noqa: S101 - links and the audit keep their grants
    return written(notification, grant)


def grant_of(notification: Notification) -> Grant | None:
    asked = AccessEvent.objects.get(pk=notification.record_id)
    return Grant.objects.select_related("member", "icm", "consultation").filter(pk=asked.grant_number or 0).first()


def written(notification: Notification, grant: Grant, **more: Any) -> Letter:
    record = grant.record
    context = {"reader": grant.member, "record": record, "reference": record.number, **more}
    context |= {"SITE_NAME": settings.SITE_NAME, "days": Link.LIFE.days, "minutes": Code.LIFE.seconds // 60}
    with timezone.override(grant.member.zone), translation.override(settings.LANGUAGE_CODE):
        name = f"email/link/{notification.verb}"
        first, _blank, text = render_to_string(f"{name}.txt", context).strip().partition("\n\n")
        subject = first.removeprefix("Subject:").strip()
        html = render_to_string(f"{name}.html", {**context, "subject": subject})
    thread = f"{record.KIND}-{record.pk}"
    return Letter(subject=subject, text=notices.tidied(text), html=html, from_name="", thread=thread)
