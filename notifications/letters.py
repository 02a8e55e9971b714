"""What a letter is, and how it becomes a message: one recipient, two parts, no header smuggled in."""

import base64
import re
from dataclasses import dataclass
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from notifications.models import Notification, mail_host

# Every control character, and what Unicode takes for the end of a line.
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
ENVELOPE = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")  # printable, no blank, no angle bracket
LOOP_HEADER = "X-Relief-Loop"


@dataclass(frozen=True)
class Letter:
    """What the floor above wrote; `thread` is any steady name of the conversation, such as "incident-17".

    Without `from_name` the installation itself writes. `cc` is what the header of that name says of who else gets this
    letter, each in an envelope of their own: nobody is written to because of it.
    """

    subject: str
    text: str
    html: str
    from_name: str
    thread: str
    language: str = "en"
    cc: str = ""


def message(notification: Notification, letter: Letter) -> EmailMultiAlternatives:
    """The message that is sent; the same Message-ID and Date at every try, no Reply-To, one recipient (R43)."""
    name = f"{letter.from_name} via {settings.SITE_NAME}" if letter.from_name else settings.SITE_NAME
    sender = formataddr((one_line(name), settings.MAIL_FROM_ADDRESS))
    mail = EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=letter.text,
        from_email=sender,
        to=[notification.address],
        headers=headers(notification, letter),
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def headers(notification: Notification, letter: Letter) -> dict[str, str]:
    root = thread_root(letter.thread)
    return {
        "Message-ID": f"<{notification.message_id}>",
        "Date": format_datetime(notification.queued_at),
        "In-Reply-To": root,
        "References": root,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": one_line(letter.language),
        LOOP_HEADER: mail_host(),
        **({"Cc": one_line(letter.cc)} if letter.cc else {}),
    }


def thread_root(thread: str) -> str:
    """The Message-ID that a conversation's letters all answer; no message has it, so none needs to be first."""
    digest = salted_hmac("notifications.thread", thread, algorithm="sha256").digest()
    return f"<{base64.b32encode(digest).decode().lower()[:26]}@{mail_host()}>"


def one_line(text: str) -> str:
    """The text as one line of a header (T21)."""
    return BREAKS.sub(" ", text).strip()


def envelope(address: str) -> str:
    """The address as the server is told it, or ValueError; a domain in other letters is told in its ASCII form."""
    local, _, domain = address.rpartition("@")
    spoken = f"{local}@{domain.encode('idna').decode()}"
    if not ENVELOPE.fullmatch(spoken):
        raise ValueError("not an address that a mail server can be told")
    return spoken
