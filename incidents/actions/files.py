"""Files that come with words: checked once for every door, kept before the act, swept up where no row names them."""

import logging
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.acting import NotNow, NotValid
from accounts.models import User
from incidents.actions.words import is_seen
from incidents.models import Attachment
from incidents.models.attachment import NAME
from incidents.sniffing import examine
from incidents.storage import attachments
from notifications.moment import now

log = logging.getLogger(__name__)
MB = 1024 * 1024
EXTENSION = 20  # characters of a name that are kept at its end
ORPHAN_AGE = timedelta(hours=48)
BATCH = 500


@dataclass(frozen=True)
class Kept:
    """A file that lies in the storage; the names are those of an attachment's columns."""

    name: str
    type: str
    declared: str
    has_script: bool
    size: int
    sha256: str
    stored: str


@dataclass(frozen=True)
class Pending:
    """A file that was kept when its form came back, and whose it is."""

    owner: int
    kept: Kept
    since: datetime

    @property
    def name(self) -> str:
        return self.kept.name

    @property
    def size(self) -> int:
        return self.kept.size


Chosen: TypeAlias = "UploadedFile[Any]"
Upload: TypeAlias = "UploadedFile[Any] | Pending"
Uploads: TypeAlias = "Sequence[Upload]"


@contextmanager
def keeping(uploads: Uploads, by: User) -> Iterator[list[Kept]]:
    """Written whole before the act that names them; taken away again where the act is refused.

    Raises NotValid about `files`, NotNow where they cannot be kept. What dies in between is found by the sweep.
    """
    check(uploads)
    written: list[Kept] = []
    kept: list[Kept] = []
    try:
        for upload in uploads:
            kept.append(still_there(upload, by) if isinstance(upload, Pending) else keep(upload))
            written += [] if isinstance(upload, Pending) else kept[-1:]
        yield kept
    except BaseException:
        for file in written:  # what was waiting goes on waiting: the form that comes back offers it again
            drop(file.stored)
        raise


def still_there(pending: Pending, by: User) -> Kept:
    if pending.owner != by.pk or not attachments().exists(pending.kept.stored):
        raise NotValid({"files": [_("%(name)s is not here any more: choose it again.") % {"name": pending.name}]})
    return pending.kept


def check(uploads: Uploads) -> None:
    """How many and how large, before anything is written."""
    wrong = [sentence for upload in uploads if (sentence := fault(upload))]
    total = sum(upload.size or 0 for upload in uploads)
    if len(uploads) > settings.ATTACHMENTS_A_MESSAGE:
        wrong = [
            _("These are %(n)d files; %(most)d can come at once.")
            % {"n": len(uploads), "most": settings.ATTACHMENTS_A_MESSAGE}
        ]
    elif total > settings.ATTACHMENTS_MB_A_MESSAGE * MB and not wrong:
        sizes = {"size": filesizeformat(total), "most": settings.ATTACHMENTS_MB_A_MESSAGE}
        wrong = [_("Together these have %(size)s; %(most)d MB can come at once.") % sizes]
    if wrong:
        raise NotValid({"files": wrong})


def fault(upload: Upload) -> str:
    """What is wrong with one file, by name."""
    name, size = clean_name(upload.name or ""), upload.size or 0
    if not size:
        return _("%(name)s is empty.") % {"name": name}
    if size > settings.ATTACHMENT_MB * MB:
        words = {"name": name, "size": filesizeformat(size), "most": settings.ATTACHMENT_MB}
        return _("%(name)s has %(size)s; a file can have %(most)d MB.") % words
    return ""


def keep(upload: Chosen) -> Kept:
    """Look at it, then write it under a name that says nothing of it."""
    name, found = clean_name(upload.name or ""), examine(upload.chunks())
    refuse_listed(name, found.type)
    upload.seek(0)
    try:
        # As a plain file: the storage would move an upload's own away, and a second try needs it.
        stored = attachments().save(secrets.token_hex(16), File(upload.file))
    except Exception as failure:  # a storage may be anybody's: a full disk, a network, a key that ran out
        log.exception("an attachment could not be kept")
        raise NotNow(_("Files cannot be kept just now, so nothing was sent. Try again in a minute.")) from failure
    return Kept(name=name, declared=shown(upload.content_type or "")[:100], stored=stored, **asdict(found))


def refuse_listed(name: str, kind: str) -> None:
    refused = {listed.lower().lstrip(".") for listed in settings.ATTACHMENT_TYPES_REFUSED}
    if refused & {name.rpartition(".")[2].lower(), kind}:
        raise NotValid({"files": [_("%(name)s is of a kind that is not taken here.") % {"name": name}]})


def drop(stored: str) -> None:
    """A file that no row names. What cannot be taken away now is found by the sweep."""
    try:
        attachments().delete(stored)
    except Exception:
        log.exception("the attachment %s could not be taken away", stored)


def clean_name(given: str) -> str:
    """The name without its folders and without characters that hide or turn round others; its extension stays."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = " ".join(shown(last).split()).strip(". ") or _("file")
    if len(name) <= NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    tail = f"{dot}{extension}" if stem and len(extension) <= EXTENSION else ""
    return name[: NAME - len(tail) - 1].rstrip() + "…" + tail


def shown(text: str) -> str:
    """In one line, and without what nobody sees."""
    return "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or is_seen(letter))


def names(uploads: Uploads) -> str:
    """What is said where files come without a word."""
    return ", ".join(clean_name(upload.name or "") for upload in uploads)


def digests(uploads: "Sequence[Chosen]") -> list[bytes]:
    """What makes two sendings of files the same: each name and all its bytes (T31)."""
    return [part for upload in uploads for part in ((upload.name or "").encode(), digest(upload))]


def digest(upload: Chosen) -> bytes:
    """Read in full, then wound back; of what was too large to take in, its size must do."""
    found = examine(upload.chunks())
    upload.seek(0)
    return f"{found.sha256} {upload.size}".encode()


def purge_attachments() -> int:
    """Take away files that no row names and that are two days old; returns how many (R17).

    Younger ones may be of an act that has not committed yet, or of a form that is being put right.
    """
    storage, horizon, purged = attachments(), now() - ORPHAN_AGE, 0
    found = stored_names()
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        named = set(Attachment.objects.filter(stored__in=batch).values_list("stored", flat=True))
        for name in set(batch) - named:
            if storage.get_modified_time(name) < horizon and not Attachment.objects.filter(stored=name).exists():
                storage.delete(name)
                purged += 1
    return purged


def stored_names() -> list[str]:
    try:
        return attachments().listdir("")[1]
    except FileNotFoundError:
        return []  # nothing was ever kept
