"""How somebody comes in by a link: it is opened, a code is sent, the code is entered, the visit ends (R36).

None of it touches what the record is about: no state, no version; a line for the support team tells of it.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import NotValid, lock, through
from escalations import audit, brakes, link_letters, links, visits
from escalations.actions.house import FOR_SUPPORT, write_down
from escalations.audit import Traces, What
from escalations.links import Presented
from escalations.models import AccessEvent, Code, Link, PgMember, PgSession, ShiproomSeat
from escalations.visits import Visit
from notifications.moment import now

QUIET = timedelta(hours=1)  # one line an hour tells that the same browser came again
DIGITS = re.compile(r"[0-9]{8}")


@dataclass(frozen=True)
class Opened:
    """A new session's key, and the record that the link led to."""

    key: str
    record: Any


def open_link(token: str, traces: Traces, session_key: str, browser_key: str) -> Opened | Presented:
    """A visit, or what this token is instead. Opening spends nothing: the link opens again. Raises TooOften."""
    brakes.require(brakes.OPEN_FROM_A_PLACE, traces.household)
    if token:
        brakes.require(brakes.OPEN_A_LINK, token.partition(".")[0])
    with transaction.atomic():
        found = links.presented(token)
        if found.link is None or not found.is_live:
            result = "over" if found.link else "unknown"
            audit.keep(What.OPEN, traces, link=found.link, result=result)
            return found
        return enter(found.link, traces, session_key, browser_key)


def enter(link: Link, traces: Traces, session_key: str, browser_key: str) -> Opened:
    record, is_news = link.grant.record, not came_lately(link, traces)
    session, key = visits.begin(link, session_key, browser_key)
    result = "proved" if session.is_proved else "seen"
    audit.keep(What.OPEN, traces, grant=link.grant, link=link, session=session, result=result)
    if is_news:
        tell(record, "open_link", link.grant.member, level=result)
    return Opened(key, record)


def came_lately(link: Link, traces: Traces) -> bool:
    lately = AccessEvent.objects.filter(what=What.OPEN, link_number=link.pk, at__gt=now() - QUIET)
    same = lately.filter(agent_hash=traces.agent_hash, ip_prefix=traces.ip_prefix)
    return same.exclude(session_number=None).exists()


def tell(record: Any, verb: str, member: PgMember, **data: Any) -> None:
    """A line for the support team alone, on the record as it is now; shiproom has none but the audit's."""
    if isinstance(record, ShiproomSeat):
        return
    with through("link"):
        write_down(lock(record), verb, member, **{FOR_SUPPORT: True}, **data)


def send_code(visit: Visit) -> Code:
    """Eight digits to the registered address, good for this session and this record. Raises TooOften."""
    brakes.require(brakes.CODE_FOR_A_SESSION, str(visit.session.pk))
    brakes.require(brakes.CODE_FOR_A_PERSON, str(visit.member.pk))
    with transaction.atomic():
        moment = now()
        codes_of(visit).filter(used_at=None, expires_at__gt=moment).update(expires_at=moment)
        code = Code(
            session=visit.session,
            grant=visit.grant,
            nonce=secrets.token_urlsafe(16),
            key_id=links.key_in_use(),
            sent_at=moment,
            expires_at=moment + Code.LIFE,
        )
        code.digest = make_password(links.digits_of(code))
        code.save()
        link_letters.queue_code(code)
        audit.keep(What.CODE_SENT, visit.traces, grant=visit.grant, link=visit.link, session=visit.session)
    return code


def codes_of(visit: Visit) -> Any:
    return Code.objects.filter(session=visit.session, grant=visit.grant)


def is_code_sent(visit: Visit) -> bool:
    """A code is on its way, or there, and its time is not over."""
    return bool(codes_of(visit).filter(used_at=None, expires_at__gt=now()).exists())


def enter_code(visit: Visit, typed: str) -> tuple[str, str]:
    """The keys of a proved session and of a browser that is remembered. Raises NotValid.

    A try is counted, in one statement, before it is looked at: of a hundred at once five are (T27).
    """
    code = codes_of(visit).order_by("-pk").first()
    usable = Code.objects.filter(pk=code.pk if code else 0, used_at=None, expires_at__gt=now())
    if code is None or not usable.filter(tries__lt=Code.TRIES).update(tries=F("tries") + 1):
        audit.keep(What.CODE_FAILED, visit.traces, grant=visit.grant, session=visit.session, result="no code")
        raise NotValid({"code": [_("This code is not good any more. Let us send you a new one.")]})
    digits = "".join(typed.split())
    if not (DIGITS.fullmatch(digits) and check_password(digits, code.digest)):
        audit.keep(What.CODE_FAILED, visit.traces, grant=visit.grant, session=visit.session, result="wrong")
        raise NotValid({"code": [_("That is not the code we sent. Look at the newest mail, and enter it again.")]})
    return prove(visit, code)


@transaction.atomic
def prove(visit: Visit, code: Code) -> tuple[str, str]:
    """Once: of two who enter it at the same moment, one has.

    The record is held before grant and person, as by an act and by a revocation, which both write on it (lock order).
    """
    if not isinstance(visit.record, ShiproomSeat):
        lock(visit.record)
    is_first = Code.objects.filter(pk=code.pk, used_at=None).update(used_at=now())
    if not is_first or not visits.is_still_standing(visit):
        raise NotValid({"code": [_("This code is not good any more. Let us send you a new one.")]})
    session, key, browser_key = visits.prove(visit)
    audit.keep(What.CODE_OK, visit.traces, grant=visit.grant, link=visit.link, session=session)
    tell(visit.record, "prove_link", visit.member)
    return key, browser_key


def end_visit(session_key: str, traces: Traces) -> None:
    """This browser's visit is over, and it is not remembered any more."""
    session = PgSession.objects.select_related("member").filter(key_hash=visits.hashed(session_key)).first()
    if session is None:
        return
    with transaction.atomic():
        visits.forget(session)
        audit.keep(What.END, traces, session=session, member=session.member)
