"""Files to send, and what became of them."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from incidents.models import Attachment
from incidents.storage import attachments

TRACE = b"2026-11-16 09:40:00 output stopped\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)


def file(name: str = "trace.log", content: bytes = TRACE, kind: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def on_disk() -> list[Path]:
    """Every file below the folder of attachments, and beside it."""
    root = Path(attachments().path("x")).parent.parent
    return sorted(path for path in root.rglob("*") if path.is_file())


def only_one() -> Attachment:
    attachment = Attachment.objects.get()
    assert attachments().exists(attachment.stored)
    return attachment


def address(attachment: Attachment, door: str = "portal") -> str:
    return f"/{door}/attachments/{attachment.key}/{attachment.name}"


def content(response: Any) -> bytes:
    """All of it; the file is closed at its end."""
    return b"".join(response.streaming_content)


def status(response: Any) -> int:
    """The file is not wanted, and read for its end alone."""
    if response.streaming:
        content(response)
    return int(response.status_code)
