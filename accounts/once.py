"""What is sent twice is done once: a form's nonce or a call's Idempotency-Key keeps the first answer (T31)."""

import hashlib
import json
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.acting import NotPossible
from accounts.models import Submission, User
from notifications.moment import now

KEY_LENGTH = 255


@dataclass(frozen=True)
class Answer:
    """What a sender is told: a status and what a door needs to say it again."""

    status: int
    content: Any
    is_repeat: bool = False


class OtherContent(NotPossible):
    """The same key was used for something else (422)."""


def fingerprint(*parts: bytes) -> str:
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


_press: ContextVar[str] = ContextVar("press", default="")


def press() -> str:
    """By what the press that is being answered is known, where it is sent again; nothing where it carries no key."""
    return _press.get()


@transaction.atomic
def once(actor: User, key: str, mark: str, act: Callable[[], Answer]) -> Answer:
    """Do `act` unless this actor sent this key before; effect and key commit together, a refusal keeps neither.

    A concurrent twin waits for the first to commit. Raises OtherContent where `mark` differs from the first time's.
    """
    try:
        with transaction.atomic():
            sent = Submission.objects.create(actor=actor, key=key, fingerprint=mark)
    except IntegrityError:
        return repeat(Submission.objects.get(actor=actor, key=key), mark)
    token = _press.set(fingerprint(key.encode(), mark.encode()))
    try:
        answer = act()
    finally:
        _press.reset(token)
    # As one text: PostgreSQL's JSON forgets the order of a body, and a repeat is to be the same byte for byte (D10).
    sent.status, sent.answer = answer.status, json.dumps(answer.content)
    sent.save(update_fields=["status", "answer"])
    return answer


def repeat(sent: Submission, mark: str) -> Answer:
    if sent.fingerprint != mark:
        raise OtherContent(_("This was sent before with other content."))
    return Answer(sent.status, json.loads(sent.answer), is_repeat=True)


@dataclass(frozen=True)
class Sending:
    """One press that takes several transactions: each part is done once, and last the whole. No key, no repeat."""

    actor: User
    key: str = ""
    mark: str = ""

    def answered(self) -> Answer | None:
        """What the whole was answered with, where it is done already. Raises OtherContent."""
        sent = Submission.objects.filter(actor=self.actor, key=self.key).first() if self.key else None
        return repeat(sent, self.mark) if sent else None

    def part(self, name: str, act: Callable[[], Answer]) -> Answer:
        if not self.key:
            return act()
        return once(self.actor, f"part:{fingerprint(self.key.encode(), name.encode())}", self.mark, act)

    def whole(self, act: Callable[[], Answer]) -> Answer:
        return once(self.actor, self.key, self.mark, act) if self.key else act()


def purge() -> int:
    """Forget what was sent more than a day ago; returns how many."""
    return Submission.objects.filter(sent_at__lt=now() - Submission.KEPT).delete()[0]
