"""The gate before the product group: on which grounds, with which evidence and facts, and where else it leads (R31)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.acting import NotValid
from accounts.models import Area, User
from escalations.models import Consultation, Icm, PgMember
from incidents.models import Incident
from notifications.moment import now


@dataclass(frozen=True)
class Asked:
    """What somebody brings to the gate."""

    incident: Incident
    by: User
    ground: str
    evidence: str
    consultation: Consultation | None
    pg_member: PgMember | None
    said_where: str
    team: str
    kind: str
    facts: Mapping[str, Any]
    new_because: str


@dataclass(frozen=True)
class Passed:
    """What the gate makes of it: the facts as they are kept, and the checks that are still to follow."""

    area: Area
    facts: dict[str, Any]
    outstanding: list[str]
    at: datetime


def check(asked: Asked) -> Passed:
    """Raises NotValid by field."""
    if asked.incident.area is None:
        raise NotValid({"incident": [_("Choose the incident's area first: it says whom to write to.")]})
    if asked.kind not in Icm.Kind.values:
        raise NotValid({"kind": [_("Choose what this is.")]})
    return Passed(area=asked.incident.area, facts=dict(asked.facts), outstanding=[], at=now())
