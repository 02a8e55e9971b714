"""The product group's email links: the only room that knows what a token is made of (R36).

A token is a selector, which finds the link's row, and a secret, which is never kept: it is derived from the row's nonce
with a key that the database does not have. So every try to send a letter has the same bytes in it, and neither a stolen
database nor a stolen key makes a link.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import User
from escalations.models import Code, Grant, Installation, Link, PgMember, ShiproomSeat
from escalations.models.link import named
from escalations.policy import BY_LINK
from notifications.models import Notification
from notifications.moment import now

TOKEN = re.compile(r"([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})")
# What mail programs take for a part of an address, or leave behind at its end; no token has any of it.
STUCK = " \t\r\n.,;:!?'\"()<>[]{}/|*"
NOWHERE = "-" * 16  # the selector of what is none, so that a lookup is made all the same
UNKNOWN_KEY = secrets.token_bytes(32)  # what is derived with it is never anybody's


@dataclass(frozen=True)
class Presented:
    """What a token stands for: a link, where it was ever ours, and whether that opens something now."""

    link: Link | None
    is_live: bool


def is_live(link: Link) -> bool:
    """As it was when it was read with its judgement."""
    return bool(link.is_live)  # type: ignore[attr-defined]


# --- The letter's side -----------------------------------------------------------------------------------------------


def may_read(member: PgMember, record: Any, notification: Notification) -> bool:
    """Whether this letter is still this person's to get: by its address, their grant, and the link made for it.

    Not whether that link is one of too many, or too old: the letter that goes out with it gives it life anew, and one
    that waited would be lost (R43).
    """
    if notification.address != member.email or is_customers(member.email):
        return False
    if isinstance(record, ShiproomSeat) and record.is_over:
        return False
    grant = Grant.objects.of(record).filter(member=member).first()
    if grant is None:
        return True
    if grant.revoked_at or (grant.ended_at and notification.queued_at <= grant.ended_at):
        return False
    made = Link.objects.filter(notification=notification)
    return record.is_over or not made.exists() or made.standing().exists()


def address_for(member: PgMember, record: Any, notification: Notification) -> str:
    """The link of this letter, the same at each try; nothing where the record is over, as nothing opens it any more.

    `record` is an ICM, a consultation or a seat in shiproom. The first call makes the link, and the grant where there
    is none (R36).
    """
    if record.is_over:
        return ""
    with transaction.atomic():
        grant = grant_for(member, record, notification)
        link = Link.objects.filter(notification=notification).first() or issue(grant, notification)
        enliven(link, grant)
        return f"{settings.SITE_URL}/p/{token_of(link)}"


def grant_for(member: PgMember, record: Any, notification: Notification) -> Grant:
    """This person's grant, locked; who had handed it over is asked again by a letter that is newer than that."""
    moment = now()
    fresh = {"verbs": BY_LINK[record.KIND], "reason": notification.verb, "created_at": moment, "expires_at": moment}
    Grant.objects.get_or_create(member=member, **named(record), defaults=fresh)
    grant: Grant = Grant.objects.of(record).select_for_update(no_key=True, of=("self",)).get(member=member)
    if grant.ended_at and notification.queued_at > grant.ended_at:
        grant.ended_at = None
    grant.expires_at = moment + Grant.LIFE
    grant.save(update_fields=["ended_at", "expires_at"])
    return grant


def issue(grant: Grant, notification: Notification) -> Link:
    """One more link of a locked grant."""
    moment = now()
    return Link.objects.create(
        selector=secrets.token_urlsafe(12),
        nonce=secrets.token_urlsafe(16),
        key_id=key_in_use(),
        grant=grant,
        grant_epoch=grant.epoch,
        member_epoch=grant.member.epoch,
        installation_epoch=Installation.now().epoch,
        notification=notification,
        made_at=moment,
        expires_at=moment + Link.LIFE,
    )


def enliven(link: Link, grant: Grant) -> None:
    """Its days are counted from the last try to send its letter; of too many, those that were mailed before it die.

    So six letters that waited all arrive with a link that opens, and no more than five of a grant ever do.
    """
    moment = now()
    link.ended_at, link.expires_at = None, moment + Link.LIFE
    link.save(update_fields=["ended_at", "expires_at"])
    others = grant.links.filter(ended_at=None).exclude(pk=link.pk)
    newest = others.live().order_by("-expires_at", "-pk").values_list("pk", flat=True)[: Link.AT_ONCE - 1]
    others.exclude(pk__in=list(newest)).update(ended_at=moment)


def end(record: Any, member: PgMember) -> None:
    """Who handed a record over: their links and sessions open nothing from the next request on (R36)."""
    Grant.objects.of(record).filter(member=member).update(ended_at=now(), epoch=F("epoch") + 1)


def remember(notification: Notification, text: str) -> None:
    """What the letter of this link says; not the words, which the outbox does not keep either, but their mark."""
    Link.objects.filter(notification=notification).update(said=mark_of(text))


def is_what_was_said(notification: Notification, text: str) -> bool:
    return Link.objects.filter(notification=notification, said=mark_of(text)).exists()


def mark_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_customers(address: str) -> bool:
    return User.objects.filter(email=address, role=User.Role.CUSTOMER).exists()


# --- The visitor's side ----------------------------------------------------------------------------------------------


def cleaned(typed: str) -> str:
    """The token in what was pressed, typed or handed on; nothing where it has not the form of one. Looks nothing up."""
    token = typed.strip(STUCK) if len(typed) < 200 else ""
    return token if TOKEN.fullmatch(token) else ""


def presented(token: str) -> Presented:
    """What this token is. The same work is done for a selector that nobody has as for a wrong secret."""
    match = TOKEN.fullmatch(token)
    selector, secret = match.groups() if match else (NOWHERE, "")
    link = Link.objects.judged().filter(selector=selector).first()
    is_ours = hmac.compare_digest(secret_of(link or nobodys()).encode(), secret.encode())
    if link is None or not is_ours:
        return Presented(None, is_live=False)
    return Presented(link, is_live(link))


def nobodys() -> Link:
    return Link(selector=NOWHERE, nonce=NOWHERE, grant_id=0, grant_epoch=0, member_epoch=0, installation_epoch=0)


# --- What they are made of -------------------------------------------------------------------------------------------


def keys() -> dict[str, bytes]:
    """The keys by their ids, the one for new links first. A key's id is its fingerprint, so nobody has to name it."""
    return {hashlib.sha256(b"key id:" + key.encode()).hexdigest()[:16]: key.encode() for key in settings.LINK_KEYS}


def key_in_use() -> str:
    return next(iter(keys()))


def token_of(link: Link) -> str:
    if link.key_id not in keys():  # the key was withdrawn meanwhile: what it made is dead, and this is made anew
        link.key_id = key_in_use()
        link.save(update_fields=["key_id"])
    return f"{link.selector}.{secret_of(link)}"


def secret_of(link: Link) -> str:
    epochs = f"{link.grant_epoch}.{link.member_epoch}.{link.installation_epoch}"
    said = f"pg-link-1|{link.selector}|{link.nonce}|{link.grant_id}|{epochs}"
    return encoded(derived(link.key_id, said))


def digits_of(code: Code) -> str:
    """The eight digits of a code, for its letter; they stand nowhere."""
    number = derived(code.key_id, f"pg-code-1|{code.nonce}|{code.session_id}|{code.grant_id}")
    return f"{int.from_bytes(number) % 100_000_000:08d}"


def derived(key_id: str, said: str) -> bytes:
    return hmac.digest(keys().get(key_id, UNKNOWN_KEY), said.encode(), "sha256")


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
