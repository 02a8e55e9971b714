"""What somebody brings to the gate, and what the gate makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Area, User
from escalations.models import Consultation, Naming, PgMember
from incidents.models import Incident
from incidents.search import Hit

Faults = dict[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """As it was sent; `incident` is the locked one where it is opened, and any reading of it where it is drafted."""

    incident: Incident
    by: User
    ground: str = ""
    evidence: str = ""
    consultation: Consultation | None = None
    pg_member: PgMember | None = None
    said_where: str = ""
    team: str = ""
    kind: str = ""
    title: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    new_because: str = ""
    alike: Sequence[Hit] | None = None  # what a page has looked up already; an opening looks itself
    naming: Naming | None = None  # what the facts are called; none: as the area's template says now


@dataclass(frozen=True)
class Passed:
    """What is kept of it: by its ground, with its facts, and with the checks that are still to follow (R32)."""

    area: Area
    title: str
    ground: str
    evidence: str
    consultation: Consultation | None
    pg_member: PgMember | None
    said_where: str
    facts: dict[str, Any]
    fact_names: list[list[str]]
    new_because: str
    outstanding: list[str]
    at: datetime


@dataclass(frozen=True)
class Judged:
    """Either it passed, or what is wrong with it by field, and where it is led instead."""

    faults: Faults
    led_to: str = ""
    passed: Passed | None = None
