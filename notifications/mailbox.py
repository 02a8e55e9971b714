"""The demo mailbox: the letters that a demo installation wrote into its folder instead of sending them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import islice
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"(\d+)-(\d+)\.eml")
SHOWN = 200


@dataclass(frozen=True)
class Received:
    """One letter in the mailbox; `id` is the notification's id and the claim it was sent under."""

    id: str
    mail: EmailMessage

    @property
    def sender(self) -> str:
        return str(self.mail["From"])

    @property
    def recipient(self) -> str:
        return str(self.mail["To"])

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def date(self) -> datetime:
        return self.mail["Date"].datetime  # type: ignore[no-any-return]

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.mail.items()]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.mail.get_body((kind,))
        return str(part.get_content()) if part else ""


def is_open() -> bool:
    """Only a demo that sends no real mail has a mailbox to look into."""
    return bool(settings.DEMO and not settings.EMAIL_URL)


def newest(to: str = "") -> list[Received]:
    """The newest letters, to addresses with `to` in them if it is given; at most SHOWN."""
    wanted = to.strip().casefold()
    found = (letter for letter in _all() if wanted in letter.recipient.casefold())
    return list(islice(found, SHOWN))


def find(letter_id: str) -> Received | None:
    """The letter of this id; the id is never taken for a path."""
    path = folder() / f"{letter_id}.eml"
    return _read(path) if NAME.fullmatch(path.name) and path.is_file() else None


def folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def _all() -> Iterator[Received]:
    paths = [path for path in folder().glob("*.eml") if NAME.fullmatch(path.name)]
    paths.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return (_read(path) for path in paths)


def _read(path: Path) -> Received:
    parser = BytesParser(_class=EmailMessage, policy=policy.default)
    return Received(path.stem, parser.parsebytes(path.read_bytes()))
