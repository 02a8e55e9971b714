"""Files of a form that came back: kept for a day by a signed word, so that nobody has to choose them again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing
from django.forms import BaseForm

from accounts.acting import Refusal
from accounts.models import User
from incidents.actions.files import Kept, Pending, Upload, check, fault, keep
from incidents.storage import attachments

SALT = "incidents.pending"
A_DAY = timedelta(hours=24)  # well before the sweep, which spares files that are younger than two


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
        return [upload if isinstance(upload, Pending) else Pending(user.pk, keep(upload)) for upload in sound]
    except Refusal:
        return []  # too many, or nowhere to keep them: they are chosen again


def is_there(upload: Upload, user: User) -> bool:
    if not isinstance(upload, Pending):
        return not fault(upload)
    return upload.owner == user.pk and attachments().exists(upload.kept.stored)


def signed(pending: Pending) -> str:
    return signing.dumps({"owner": pending.owner, **asdict(pending.kept)}, salt=SALT, compress=True)


def opened(tokens: Sequence[str]) -> list[Pending]:
    """What these words stand for; one that is not ours, or older than a day, stands for nothing."""
    found = []
    for token in tokens:
        try:
            told = signing.loads(token, salt=SALT, max_age=A_DAY)
        except signing.BadSignature:
            continue
        found.append(Pending(told.pop("owner"), Kept(**told)))
    return found
