"""How a message leaves the house: by SMTP, by one of Django's mail back ends, or into the demo mailbox's folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notifications.outcome import Outcome, Phase, Verdict
from notifications.smtp import SmtpConversation, SmtpError

CREDENTIALS = {530, 535}


@dataclass(frozen=True)
class Parcel:
    """A message ready to go; `name` is unique to the notification and the claim it is sent under."""

    name: str
    address: str
    mail: EmailMessage
    content: bytes


class Transport(Protocol):
    """One way out. `at_the_dot` is to be called before the step after which the letter may have arrived."""

    def send(self, parcel: Parcel, at_the_dot: Callable[[], None]) -> Outcome: ...

    def close(self) -> None: ...


def pick() -> Transport | None:
    """The way out that this installation has; None when it has none."""
    scheme = settings.EMAIL_URL.partition(":")[0]
    if scheme.startswith("smtp"):
        return SmtpTransport()
    if scheme:
        return DjangoTransport()
    return FolderTransport(Path(settings.MAIL_FOLDER)) if settings.DEMO else None


class SmtpTransport:
    """The conversation with the mail server is kept from letter to letter while it goes well."""

    def __init__(self) -> None:
        self.conversation = SmtpConversation()

    def send(self, parcel: Parcel, at_the_dot: Callable[[], None]) -> Outcome:
        if self.conversation.is_over():
            self.conversation.cut()
        done = False
        try:
            code, words = self.conversation.send(settings.MAIL_FROM_ADDRESS, parcel.address, parcel.content, at_the_dot)
            done = True
        except SmtpError as fault:
            return Outcome(judge(fault), fault.phase, fault.code, fault.words)
        finally:
            if not done:
                self.conversation.cut()
        return Outcome(Verdict.SENT, Phase.REPLY, code, words)

    def close(self) -> None:
        self.conversation.end()


def judge(fault: SmtpError) -> Verdict:
    """What a refusal or a silence means, by how far the conversation had come."""
    refused = fault.code >= 500
    if fault.code in CREDENTIALS or fault.is_setup:
        return Verdict.CHANNEL_BROKEN
    if fault.phase in {Phase.CONNECT, Phase.MAIL}:
        return Verdict.CHANNEL_BROKEN if refused else Verdict.SERVER_AWAY
    if fault.phase == Phase.DOT:
        return Verdict.UNKNOWN
    return Verdict.REFUSED if refused else Verdict.LATER


class DjangoTransport:
    """Whatever else EMAIL_URL names: the console, a file, memory."""

    def send(self, parcel: Parcel, at_the_dot: Callable[[], None]) -> Outcome:
        at_the_dot()
        try:
            get_connection().send_messages([parcel.mail])
        except OSError as fault:
            return Outcome(Verdict.SERVER_AWAY, Phase.CONNECT, words=str(fault))
        return Outcome(Verdict.SENT, Phase.REPLY)

    def close(self) -> None:
        """Each letter opens and closes its own."""


class FolderTransport:
    """The demo mailbox: a file a letter, there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, parcel: Parcel, at_the_dot: Callable[[], None]) -> Outcome:
        draft = self.folder / f".{parcel.name}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(parcel.content)
            at_the_dot()
            draft.replace(self.folder / f"{parcel.name}.eml")
        except OSError as fault:
            return Outcome(Verdict.SERVER_AWAY, Phase.CONNECT, words=str(fault))
        return Outcome(Verdict.SENT, Phase.REPLY)

    def close(self) -> None:
        """Files are closed when written."""
