"""The product group's people, and an ICM in each state, brought there by what people do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from escalations import actions
from escalations.models import AllowedDomain, Icm, PgMember
from incidents.actions import record_check
from incidents.models import Incident
from tests.conftest import Make
from tests.people import People

FACTS = {
    "impact": "Nobody at the customer sees today's orders.",
    "resource": "job-orders-eu",
    "region": "westeurope",
    "window_start": "2026-11-16T07:00:00Z",
    "window_end": "2026-11-16T09:00:00Z",
    "expected": "A row in the table for each event.",
    "actual": "No row since the job was scaled.",
    "steps": "Scale a job with a partitioned output from 6 to 12 units.",
    "evidence": "Metric OutputEvents is 0 from 07:40.",
    "ask": "Find out why the writer does not start, and mend it.",
}


@dataclass
class ProductGroup:
    """One of each kind; every one covers all areas but Pia, who is there for Query."""

    pia: PgMember
    pete: PgMember
    leo: PgMember
    ema: PgMember
    pam: PgMember


@pytest.fixture
def pg(people: People) -> ProductGroup:
    def member(email: str, name: str, role: str) -> PgMember:
        return PgMember.objects.create(email=email, name=name, role=role)

    found = ProductGroup(
        pia=member("pia@product.example", "Pia Aalto", "engineer"),
        pete=member("pete@product.example", "Pete Ndiaye", "engineer"),
        leo=member("leo@product.example", "Leo Santos", "livesite_dri"),
        ema=member("ema@product.example", "Ema Kral", "em"),
        pam=member("pam@product.example", "Pam Reyes", "pm"),
    )
    found.pia.areas.set([people.query])
    AllowedDomain.objects.create(name="product.example")
    return found


def investigate(incident: Incident, people: People) -> None:
    """All four checks, each with its evidence (R29)."""
    for kind in ("diagnostics", "guides", "icm_search"):
        record_check(incident, by=people.eva, check=kind, outcome="checked", evidence="Looked at; nothing stands out.")
    record_check(incident, by=people.eva, check="outage", outcome="ruled_out", evidence="None is going on.")


MakeIcm = Callable[..., Icm]


@pytest.fixture
def make_icm(people: People, pg: ProductGroup, make: Make) -> MakeIcm:
    """An ICM about an incident of Ada's, in a state."""

    def made(state: str = "open", incident: Incident | None = None) -> Icm:
        if incident is None:
            incident = make("work_in_progress")
            investigate(incident, people)
        icm = actions.open_icm(
            incident,
            by=people.eva,
            ground="bug_evidence",
            evidence="The metric stays at 0 after scaling, three times of three.",
            team="css_escalation",
            kind="bug",
            title="Output stops after scaling to 12 units",
            facts=FACTS,
            new_because="No other one is about scaling.",
        )
        if state == "open":
            return icm
        icm = actions.acknowledge(icm, by=pg.pia)
        if state == "acknowledged":
            return icm
        if state == "needs_information":
            return actions.request_information(icm, by=pg.pia, body="Which build is it?")
        if state == "mitigated":
            return actions.mitigate(icm, by=pg.pia, body="The writer is restarted by hand.")
        icm = actions.resolve(icm, by=pg.pia, resolution="fixed", body="In build 5.12.")
        if state == "resolved":
            return icm
        assert state == "closed"
        return actions.close(icm, by=people.eva, body="Seen working.")

    return made


JoinLate = Callable[[Any, Icm, Incident], list[Incident]]


@pytest.fixture
def join_before_the_locks(people: People, monkeypatch: pytest.MonkeyPatch) -> JoinLate:
    """Eva joins an incident when a room has asked which ones to lock and has locked none; who has joined by then.

    As everything goes over one connection here, a refusal of the act takes her joining back with it.
    """

    def injected(room: Any, icm: Icm, incident: Incident) -> list[Incident]:
        came: list[Incident] = []
        lock_all = room.lock_all

        def late(incidents: Iterable[Incident]) -> None:
            asked_for = list(incidents)
            monkeypatch.setattr(room, "lock_all", lock_all)
            actions.join(Icm.objects.get(pk=icm.pk), by=people.eva, incident=incident)
            came.append(incident)
            lock_all(asked_for)

        monkeypatch.setattr(room, "lock_all", late)
        return came

    return injected
