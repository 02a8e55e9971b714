"""One PG member's own part in what an ICM's page tells: as its ground, with an unhappy customer, in a conversation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form

from escalations.forms.consenting import WriteToCustomerForm
from escalations.forms.pg import DenyForm, EngageCsatForm, PgForm
from escalations.models import CsatRequest, Icm, PgMember
from escalations.policy import CSAT_RULES, ICM_RULES
from escalations.thread import Inside, Seat, seat_of
from notifications.moment import now


@dataclass(frozen=True)
class Talk:
    """A conversation that they are in, and the form to write into it: empty, or the one that came back."""

    inside: Inside
    form: Form


@dataclass(frozen=True)
class Unhappy:
    """What an approved escalation says of one customer, and what it asks of whoever works on the ICM (R40)."""

    csat: CsatRequest
    is_asked: bool
    may_join: bool
    form: PgForm

    @property
    def is_late(self) -> bool:
        due: datetime | None = self.csat.engage_due_at
        return due is not None and due < now()


@dataclass(frozen=True)
class Cited:
    """They are named as who asked for the ICM: where, and the form to deny it, until they have (R31)."""

    may_deny: bool
    form: PgForm


def parts_of(icm: Icm, member: PgMember, returned: Form | None) -> dict[str, Any]:
    """For the page's context."""
    seat = seat_of(icm, member)
    return {
        "seat": seat,
        "talks": [talk(inside, returned) for inside in seat.inside],
        "unhappy": unhappy(icm, member, seat, returned),
        "cited": cited(icm, member, returned),
    }


def talk(inside: Inside, returned: Form | None) -> Talk:
    number = inside.incident.number
    is_back = isinstance(returned, WriteToCustomerForm) and returned.data.get("incident", "") in {"", number}
    form = returned if is_back and returned is not None else WriteToCustomerForm(initial={"incident": number})
    form.auto_id = f"talk{inside.incident.pk}_%s"
    return Talk(inside, form)


def unhappy(icm: Icm, member: PgMember, seat: Seat, returned: Form | None) -> list[Unhappy]:
    """Of each customer's approved escalation, the one that is due first on top."""
    if not icm.is_csat_impacting:
        return []
    inside = {each.incident.pk for each in seat.inside}
    rows = icm.csat_requests.approved().select_related("incident", "icm__owner").order_by("engage_due_at", "pk")
    return [one_unhappy(csat, member, inside, returned) for csat in rows]


def one_unhappy(csat: CsatRequest, member: PgMember, inside: set[int], returned: Form | None) -> Unhappy:
    is_asked = CSAT_RULES["engage_csat"](member, csat) and csat.hindrance("engage_csat") is None
    is_back = isinstance(returned, EngageCsatForm) and returned.data.get("request", "") in {"", csat.number}
    form = returned if is_back and isinstance(returned, PgForm) else EngageCsatForm()
    form.auto_id = f"engage{csat.pk}_%s"
    return Unhappy(
        csat,
        is_asked=is_asked,
        may_join=is_asked and not csat.incident.is_closed and csat.incident_id not in inside,
        form=form,
    )


def cited(icm: Icm, member: PgMember, returned: Form | None) -> Cited | None:
    if icm.named_member_id != member.pk:
        return None
    may_deny = ICM_RULES["deny"](member, icm) and icm.hindrance("deny") is None
    form = returned if isinstance(returned, DenyForm) else DenyForm()
    form.auto_id = "deny_%s"
    return Cited(may_deny, form)
