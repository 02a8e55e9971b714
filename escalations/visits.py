"""Who is here by a link, told by a browser's cookies: whatever they say, the database decides at each request (R36)."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from escalations.audit import Traces
from escalations.models import AccessEvent, Grant, Installation, Link, PgBrowser, PgEntry, PgMember, PgSession
from escalations.models.link import epoch_now, stands
from notifications.moment import now


@dataclass(frozen=True)
class Visit:
    """One person at one record. `is_proved`: not only the mail's holder, but its reader."""

    entry: PgEntry
    traces: Traces

    @property
    def session(self) -> PgSession:
        return self.entry.session

    @property
    def grant(self) -> Grant:
        return self.entry.grant

    @property
    def link(self) -> Link:
        return self.entry.link

    @property
    def member(self) -> PgMember:
        return self.grant.member

    @property
    def record(self) -> Any:
        return self.grant.record

    @property
    def is_proved(self) -> bool:
        return self.session.is_proved


# --- Read ------------------------------------------------------------------------------------------------------------


def hashed(key: str) -> str:
    """What is kept of a key of 256 random bits; slowness would add nothing to it."""
    return hashlib.sha256(key.encode()).hexdigest()


def standing(moment: datetime) -> QuerySet[PgEntry]:
    """The entries that open something now: session, person, grant and record are alive in the epochs they began in."""
    used = AccessEvent.objects.filter(session_number=OuterRef("session_id"), at__gt=moment - PgSession.IDLE)
    return PgEntry.objects.filter(
        Exists(used),
        stands(moment, "grant__"),
        expires_at__gt=moment,
        grant_epoch=F("grant__epoch"),
        session__ended_at=None,
        session__expires_at__gt=moment,
        session__member=F("grant__member"),
        session__member_epoch=F("grant__member__epoch"),
        session__installation_epoch=epoch_now(),
    )


def find(key: str, at: Mapping[str, Any], traces: Traces) -> Visit | None:
    """The visit of the browser that sent this key, where its grant is of this: a record by its kind and key, or
    shiproom."""
    rows = standing(now()).filter(session__key_hash=hashed(key), **{f"grant__{name}": of for name, of in at.items()})
    entry = rows.select_related(
        "session", "link__notification", "grant__member", "grant__icm__area", "grant__icm__owner", "grant__consultation"
    ).first()
    return Visit(entry, traces) if entry else None


def icms_opened(visit: Visit) -> set[int]:
    """The keys of the ICMs that the same session opens too, each by a link of its own."""
    rows = standing(now()).filter(session=visit.session, grant__icm__isnull=False)
    return set(rows.values_list("grant__icm", flat=True))


def is_still_standing(visit: Visit) -> bool:
    """Asked again under the locks of an act, with grant and person held until it is done."""
    held = Grant.objects.select_for_update(no_key=True, of=("self", "member")).select_related("member")
    held.get(pk=visit.grant.pk)
    return standing(now()).filter(pk=visit.entry.pk).exists()


# --- Written: in a transaction of the caller's -----------------------------------------------------------------------


def begin(link: Link, session_key: str, browser_key: str) -> tuple[PgSession, str]:
    """A new session for whoever opened this link, and its key. What the same person had open comes along; another
    person's session in this browser ends first."""
    moment, member = now(), link.grant.member
    before = PgSession.objects.filter(key_hash=hashed(session_key)).first()
    carried = list(standing(moment).filter(session=before, session__member=member).exclude(grant=link.grant))
    close(before, moment)
    session, key = fresh_session(member, remembered(browser_key, member, moment), moment)
    expires = moment + PgSession.LIFE
    PgEntry.objects.create(
        session=session, grant=link.grant, link=link, grant_epoch=link.grant.epoch, expires_at=expires
    )
    carry(carried, session)
    return session, key


def prove(visit: Visit) -> tuple[PgSession, str, str]:
    """The reader of the mail: a new session with all that the old one opens, and a browser that is remembered."""
    moment, browser_key = now(), secrets.token_urlsafe(32)
    carried = list(standing(moment).filter(session=visit.session))
    close(visit.session, moment)
    browser = PgBrowser.objects.create(
        key_hash=hashed(browser_key),
        member=visit.member,
        member_epoch=visit.member.epoch,
        installation_epoch=Installation.now().epoch,
        proved_at=moment,
        expires_at=moment + PgBrowser.LIFE,
    )
    session, key = fresh_session(visit.member, browser, moment, ends=visit.session.expires_at)
    carry(carried, session)
    return session, key, browser_key


def remembered(key: str, member: PgMember, moment: datetime) -> PgBrowser | None:
    """The browser in which this person, and nobody else, entered a code within thirty days."""
    known = PgBrowser.objects.filter(
        key_hash=hashed(key),
        member=member,
        member_epoch=member.epoch,
        installation_epoch=epoch_now(),
        ended_at=None,
        expires_at__gt=moment,
    )
    return known.first()


def fresh_session(
    member: PgMember, browser: PgBrowser | None, moment: datetime, ends: datetime | None = None
) -> tuple[PgSession, str]:
    key = secrets.token_urlsafe(32)
    session = PgSession.objects.create(
        key_hash=hashed(key),
        member=member,
        member_epoch=member.epoch,
        installation_epoch=Installation.now().epoch,
        is_proved=browser is not None,
        browser=browser,
        started_at=moment,
        expires_at=ends or moment + PgSession.LIFE,
    )
    return session, key


def carry(entries: list[PgEntry], session: PgSession) -> None:
    for entry in entries:
        entry.pk, entry.session = None, session
    PgEntry.objects.bulk_create(entries)


def close(session: PgSession | None, moment: datetime) -> None:
    if session is not None:
        PgSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=moment)


def forget(session: PgSession) -> None:
    """The visit is over, and its browser is not remembered any more."""
    moment = now()
    close(session, moment)
    PgBrowser.objects.filter(visits=session).update(ended_at=moment)
