"""The meetings' letters: what was decided to whom it concerns, the morning's agenda, and the eve of shiproom."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from escalations import links
from escalations.meetings import morning, shiproom
from escalations.meetings.days import today
from escalations.models import Digest, MorningReview, PgMember, ShiproomSeat
from escalations.models.shiproom import covered_by
from escalations.notices import PG, STAFF, Reader, key_of, reader_of
from incidents.notices import GAPS
from incidents.spelling import fitted
from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification

KIND = "meeting"
DECISION = "review_incident"


# --- Who --------------------------------------------------------------------------------------------------------------


def tell_decision(review: MorningReview) -> None:
    """The incident's owner and who is meant, in the transaction that keeps it; nobody of their own word."""
    people = {person.pk: person for person in (review.incident.owner, review.who) if person is not None}
    queue(review.pk, DECISION, [each for each in people.values() if each.is_active and each.pk != review.by_id], STAFF)


def tell_digest(digest: Digest) -> int:
    """Whoever the meeting is for, in the transaction that keeps the day; returns how many."""
    if digest.meeting == Digest.Meeting.MORNING:
        team = list(User.objects.support()) if has_cases() else []
        queue(digest.pk, digest.meeting, team, STAFF)
        return len(team)
    leaders = PgMember.objects.there().filter(role__in=PgMember.LEADING)
    told = [each for each in leaders if shiproom.rows_to_review(digest.day, covered_by(each))]
    queue(digest.pk, digest.meeting, told, PG)
    return len(told)


def has_cases() -> bool:
    """The same board for everybody of the team."""
    anybody = User.objects.support().first()
    return anybody is not None and bool(morning.board(anybody))


def queue(record: int, verb: str, people: Iterable[Reader], audience: str) -> None:
    recipients = [outbox.Recipient(key=key_of(person), address=person.email) for person in people]
    outbox.queue(KIND, record, verb, recipients, audience=audience)


# --- What -------------------------------------------------------------------------------------------------------------


def letter(notification: Notification) -> Letter | None:
    """As it is sent now; none to who left, nor an agenda of yesterday, nor of nothing."""
    reader = reader_of(notification)
    written = written_to(reader, notification, said_only=False) if reader is not None else None
    if written is not None and isinstance(reader, PgMember):
        again = written_to(reader, notification, said_only=True)
        links.remember(notification, again.text if again else "")
    return written


def said(notification: Notification) -> Letter | None:
    """What the letter to who has a link said, without it; none where today's words would be others (R36)."""
    reader = reader_of(notification)
    written = written_to(reader, notification, said_only=True) if reader is not None else None
    return written if written and links.is_what_was_said(notification, written.text) else None


def written_to(reader: Reader, notification: Notification, *, said_only: bool) -> Letter | None:
    if isinstance(reader, PgMember) and not links.may_read(reader, ShiproomSeat(reader), notification):
        return None
    with timezone.override(zone_of(reader)), translation.override(settings.LANGUAGE_CODE):
        context = words_of(notification, reader)
        if not context:
            return None
        if isinstance(reader, PgMember) and not said_only:
            context["action_url"] = links.address_for(reader, ShiproomSeat(reader), notification)
        return compose(notification, reader, context)


def zone_of(reader: Reader) -> Any:
    return reader.own_zone if isinstance(reader, User) else reader.zone


def words_of(notification: Notification, reader: Reader) -> dict[str, Any]:
    match notification.verb, reader:
        case "review_incident", User():
            return of_decision(notification.record_id)
        case Digest.Meeting.MORNING, User():
            return of_morning(notification.record_id, reader)
        case Digest.Meeting.SHIPROOM, PgMember():
            return of_shiproom(notification.record_id, reader)
        case _:
            return {}


def of_decision(pk: int) -> dict[str, Any]:
    review = MorningReview.objects.select_related("incident__organization", "incident__customer", "by", "who").get(
        pk=pk
    )
    incident = review.incident
    return {
        "review": review,
        "incident": incident,
        "number": incident.number,
        "title": incident.staff_title,
        "customer_name": incident.customer.name,
        "someone": review.by.name,
        "reference": incident.number,
        "thread": f"incident-{incident.pk}",
        "sender": review.by.name,
        "action_url": f"{settings.SITE_URL}/workspace/incidents/{incident.number}/",
    }


def of_morning(pk: int, reader: User) -> dict[str, Any]:
    """Groups and numbers, and no word of a customer's."""
    digest = Digest.objects.get(pk=pk)
    cases = morning.board(reader) if digest.day == today() else []
    if not cases:
        return {}
    return {
        "cases": cases[: morning.MOST],
        "is_cut": len(cases) > morning.MOST,
        "count": min(len(cases), morning.MOST),
        "groups": morning.grouped(cases[: morning.MOST]),
        "day": digest.day,
        "thread": f"morning-{digest.day}",
        "action_url": f"{settings.SITE_URL}/workspace/morning/",
    }


def of_shiproom(pk: int, reader: PgMember) -> dict[str, Any]:
    """The rows of the reader's own areas, and what is owed; nothing of who the customers are (R37)."""
    digest = Digest.objects.get(pk=pk)
    rows = shiproom.rows_to_review(digest.day, covered_by(reader)) if digest.day >= today() else []
    if not rows:
        return {}
    areas = sorted({row.icm.area.name for row in rows})
    return {
        "rows": rows,
        "count": len(rows),
        "areas": ", ".join(areas),
        "day": digest.day,
        "thread": f"shiproom-{digest.day}",
        "action_url": "",
    }


def compose(notification: Notification, reader: Reader, told: dict[str, Any]) -> Letter:
    context = {"reader": reader, "first_name": reader.first_name, "SITE_NAME": settings.SITE_NAME, **told}
    name = f"email/{notification.audience}/{notification.verb}"
    first, _blank, text = render_to_string(f"{name}.txt", context).strip().partition("\n\n")
    subject = fitted(first.removeprefix("Subject:").strip())
    return Letter(
        subject=subject,
        text=GAPS.sub("\n\n", text).strip() + "\n",
        html=render_to_string(f"{name}.html", {**context, "subject": subject}),
        from_name=told.get("sender", ""),
        thread=told["thread"],
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
