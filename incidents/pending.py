"""Files of a form that came back: kept for a day by a signed word, so that nobody has to choose them again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from os import SEEK_END

from django.core import signing
from django.forms import BaseForm

from accounts.acting import Refusal
from accounts.models import User
from incidents.actions.files import Chosen, Kept, Pending, Upload, check, fault, keep
from incidents.storage import attachments
from notifications.moment import now

SALT = "incidents.pending"
A_DAY = timedelta(hours=24)  # from when the file was written: well before the sweep, which spares two days


@dataclass(frozen=True)
class Offer:
    """A kept file as the form offers it again."""

    token: str
    name: str
    size: int


def offer_again(form: BaseForm, user: User) -> None:
    """Keep what was chosen and is sound, for the form to offer; what is not sound is named beside the field."""
    uploads = chosen(form)
    for upload in uploads if "files" not in form.errors else []:
        if sentence := fault(upload):
            form.add_error("files", sentence)
    form.offers = [  # type: ignore[attr-defined]
        Offer(signed(pending), pending.name, pending.size) for pending in waiting(uploads, user)
    ]


def chosen(form: BaseForm) -> Sequence[Upload]:
    field = form.fields.get("files")
    found: Sequence[Upload] = field.widget.value_from_datadict(form.data, form.files, "files") if field else []
    return found


def waiting(uploads: Sequence[Upload], user: User) -> list[Pending]:
    sound = [upload for upload in uploads if is_there(upload, user)]
    try:
        check(sound)
        return [pending for upload in sound if (pending := kept(upload, user))]
    except Refusal:
        return []  # too many, or nowhere to keep them: they are chosen again


def kept(upload: Upload, user: User) -> Pending | None:
    if isinstance(upload, Pending):
        return upload
    return Pending(user.pk, keep(upload), now()) if is_whole(upload) else None


def is_there(upload: Upload, user: User) -> bool:
    if not isinstance(upload, Pending):
        return not fault(upload)
    return upload.owner == user.pk and attachments().exists(upload.kept.stored)


def is_whole(upload: Chosen) -> bool:
    """Of what was too much for one request only the name and the size are here."""
    held = upload.seek(0, SEEK_END)
    upload.seek(0)
    return bool(held == upload.size)


def signed(pending: Pending) -> str:
    told = {"owner": pending.owner, "since": pending.since.isoformat(), **asdict(pending.kept)}
    return signing.dumps(told, salt=SALT, compress=True)


def opened(tokens: Sequence[str]) -> list[Pending]:
    """What these words stand for; one that is not ours, or of a file older than a day, stands for nothing."""
    found = []
    for token in tokens:
        try:
            told = signing.loads(token, salt=SALT, max_age=A_DAY)
        except signing.BadSignature:
            continue
        owner, since = told.pop("owner"), datetime.fromisoformat(told.pop("since"))
        if now() - since <= A_DAY:  # however often it was offered again meanwhile
            found.append(Pending(owner, Kept(**told), since))
    return found
