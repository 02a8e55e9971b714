"""Keeping what somebody brings together for an ICM: no act, so no version and no timeline (D22)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid, lock
from accounts.models import Submission, User
from escalations.models import IcmDraft
from incidents.actions.words import BODY
from incidents.models import Incident
from notifications.moment import now


@transaction.atomic
def keep_icm_draft(
    incident: Incident, fields: Mapping[str, str], *, by: User, step: str = "", nonce: str = ""
) -> IcmDraft:
    """These fields beside those that are kept already; `step` is one that was gone through.

    Raises NotPossible where the incident is closed, or where the form with this nonce did its work meanwhile: the last
    autosave of a page may arrive after what it saved.
    """
    if lock(incident).is_closed:
        raise NotPossible(_("This was closed meanwhile, so no ICM is opened for it. Copy what you still need."))
    if nonce and Submission.objects.filter(actor=by, key=f"form:{nonce}").exists():
        raise NotPossible(_("This was sent already."))
    if errors := {name: [fault] for name, text in fields.items() if (fault := unkeepable(text))}:
        raise NotValid(errors)
    draft = IcmDraft.objects.filter(person=by, incident=incident).first()
    draft = draft or IcmDraft(person=by, incident=incident)
    draft.fields = {**draft.fields, **fields}
    draft.steps = list(dict.fromkeys([*draft.steps, *([step] if step else [])]))
    draft.saved_at = now()
    draft.save()
    return draft


def unkeepable(text: str) -> str:
    if "\x00" in text:
        return _("This contains a character that cannot be kept (NUL).")
    over = len(text) - BODY
    return _("This is %(n)d characters too long.") % {"n": over} if over > 0 else ""


def forget_icm_draft(incident: Incident, *, by: User) -> bool:
    """Thrown away; returns whether there was one."""
    return bool(IcmDraft.objects.written_by(by).filter(incident=incident).delete()[0])


def sweep_icm_drafts() -> int:
    """Forget those that nobody came back to; returns how many."""
    return IcmDraft.objects.old().delete()[0]
