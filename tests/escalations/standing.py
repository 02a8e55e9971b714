"""An ICM as it stands, for the tables that speak of every address: without a fixture, brought there by both sides."""

from typing import Any

from escalations import actions
from escalations.models import Icm, PgMember
from incidents.models import Incident
from tests.conftest import bring_to
from tests.escalations.conftest import FACTS, investigate
from tests.people import People


def member(email: str = "pia@product.example", name: str = "Pia Aalto", role: str = "engineer") -> PgMember:
    return PgMember.objects.get_or_create(email=email, defaults={"name": name, "role": role})[0]


def standing(people: People, state: str = "needs_information", incident: Incident | None = None, **more: Any) -> Icm:
    """About an incident of Ada's, opened by Eva; Pia asks, or has resolved it."""
    pia = member()
    if incident is None:
        incident = bring_to("work_in_progress", people)
    investigate(incident, people)
    asked: dict[str, Any] = {
        "ground": "bug_evidence",
        "evidence": "The metric stays at 0 after scaling, three times of three.",
        "team": "css_escalation",
        "kind": "bug",
        "title": "Output stops after scaling to 12 units",
        "facts": FACTS,
        "new_because": "No other one is about scaling.",
    }
    icm = actions.acknowledge(actions.open_icm(incident, by=people.eva, **{**asked, **more}), by=pia)
    if state == "needs_information":
        return actions.request_information(icm, by=pia, body="Which build is it?")
    icm = actions.resolve(icm, by=pia, resolution="fixed", body="In build 5.12.")
    return icm if state == "resolved" else actions.close(icm, by=people.eva, body="Seen working.")
