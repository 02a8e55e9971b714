"""Keeping what somebody writes on this floor, until it is sent or nobody can send it any more (D22)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.acting import lock, require
from accounts.models import User
from escalations import offered
from escalations.models.escalating import Escalating
from escalations.policy import CONSULTATION_RULES, ICM_RULES
from escalations.written import FORMS, GOES_ON, Writing, about, ended_by, incident_of, name_of
from incidents.actions.drafting import forget_draft, hold_person, keep_draft
from incidents.models import Draft, Incident


@transaction.atomic
def keep_words(
    form: str, record: Any, fields: Mapping[str, str], *, by: User, on: Incident | None = None, nonce: str = ""
) -> Draft | None:
    """As keep_draft() does, of who could send it as things are now. Raises NotAllowed and NotPossible too.

    `on`: the incident that is meant, where the record is an ICM that hits several.
    """
    incident = on or incident_of(record)
    if incident is not None:
        lock(incident)  # lock order: incident, then record
    judge(FORMS[form], lock(record), by)
    return keep_draft(name_of(form, record), fields, by=by, incident=incident, nonce=nonce)


def judge(writing: Writing, record: Any, by: User) -> None:
    """The act's own rule; an incident's forms are open to whoever sees it here, until it closes."""
    match writing.of:
        case "consultation":
            require(CONSULTATION_RULES, writing.verb, record, by)
        case "csat":
            offered.require_csat(writing.verb, record, by)
        case "icm" if writing.verb in GOES_ON:
            require(ICM_RULES, writing.verb, record, by)
        case "icm":
            offered.require(writing.verb, record, by)


def forget_words(form: str, record: Any, *, by: User, on: Incident | None = None) -> bool:
    """Sent, or thrown away. In the transaction of the act that sends it; returns whether there was one."""
    incident = on or incident_of(record)
    if incident is None:
        hold_person(by)  # as keep_draft does: an autosave that is under way comes either before this, or too late
    return forget_draft(name_of(form, record), by=by, incident=incident)


def forget_with(record: Escalating, verb: str) -> None:
    """What anybody was still writing about it goes, in the transaction of the act that ends it."""
    if forms := ended_by(verb, record.KIND):
        Draft.objects.filter(form__in=[name_of(form, record) for form in forms]).delete()


def forget_words_about(incident: Incident, moment: datetime) -> None:
    """The same of an incident, by whoever closes it."""
    written = Q(form__in=about("incident"))
    for form, writing in FORMS.items():
        written |= Q(form__startswith=f"{form}-") if writing.of != "incident" else Q()
    Draft.objects.filter(written, incident=incident).delete()
