"""Keeping what somebody is still writing, and who is there: neither is an act, so no version, no timeline (D22)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, NotValid, lock
from accounts.models import Submission, User
from incidents.actions.opening import open_incident
from incidents.models import Draft, Incident, Presence
from notifications.moment import now


@transaction.atomic
def keep_draft(
    form: str, fields: Mapping[str, str], *, by: User, incident: Incident | None = None, nonce: str = ""
) -> Draft | None:
    """Keep what is typed; words that were emptied leave no draft, and None is returned.

    Raises NotPossible where the incident is closed, or where the form with this nonce was sent meanwhile: the last
    autosave of a page may arrive after what it saved. Both wait here for the same lock, so whichever is first, a sent
    text never comes back as a draft.
    """
    hold(incident, by)
    if nonce and Submission.objects.filter(actor=by, key=f"form:{nonce}").exists():
        raise NotPossible(_("This was sent already."))
    if any("\x00" in text for text in fields.values()):
        raise NotValid({name: [_("This contains a character that cannot be kept (NUL).")] for name in fields})
    if not any(text.strip() for text in fields.values()):
        forget_draft(form, by=by, incident=incident)
        return None
    kept = {"fields": dict(fields), "saved_at": now()}
    return Draft.objects.update_or_create(person=by, incident=incident, form=form, defaults=kept)[0]


def hold(incident: Incident | None, by: User) -> None:
    """The incident, as an act does; of a report that is none yet, the person, as the reporting does."""
    if incident is None:
        hold_person(by)
    elif lock(incident).is_closed:
        raise NotPossible(_("This was closed meanwhile, so nothing more can be sent here. Copy what you still need."))


def hold_person(person: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def forget_draft(form: str, *, by: User, incident: Incident | None = None) -> bool:
    """Sent, or thrown away. In the transaction of the act that sends it; returns whether there was one."""
    return bool(Draft.objects.written_by(by).filter(incident=incident, form=form).delete()[0])


@transaction.atomic
def report_once(user: User, form: str, **words: Any) -> Incident:
    """A report, and with it the end of its draft."""
    incident = open_incident(by=user, **words)
    hold_person(user)  # as keep_draft does: an autosave that is under way comes either before this, or too late
    forget_draft(form, by=user)
    return incident


def be_present(incident: Incident, *, by: User, what: str) -> None:
    """Say that somebody is there, until a minute from now. On a closed incident nobody gets into another's way."""
    if incident.is_closed:
        return
    Presence.objects.update_or_create(incident=incident, person=by, defaults={"what": what, "seen_at": now()})


def leave(incident: Incident, *, by: User) -> None:
    Presence.objects.filter(incident=incident, person=by).delete()


def sweep_drafts() -> int:
    """Forget drafts nobody came back to, and who was there long ago; returns how many drafts."""
    Presence.objects.gone().delete()
    return Draft.objects.old().delete()[0]
