"""What is brought to the gate: a whole request for a bug, which each test takes something from."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from escalations import actions
from escalations.gate import GateRefused
from escalations.models import Consultation, Icm, IcmDraft
from incidents.models import Incident
from tests.aftermath import refused
from tests.conftest import Make
from tests.escalations.conftest import FACTS, ProductGroup, investigate
from tests.people import People

QUOTA = {
    "subscription_id": "7d0c5a1e-41f2-4f0b-9d1c-2b1f0a6e77aa",
    "regions": ["westeurope", "northeurope"],
    "reason": "Their sale starts on Friday.",
    "amount_now": 12,
    "amount_asked": 48,
}
BUG: dict[str, Any] = {
    "ground": "bug_evidence",
    "evidence": "The metric stays at 0 after scaling, three times of three.",
    "team": "css_escalation",
    "kind": "bug",
    "title": "Output stops after scaling to 12 units",
    "facts": FACTS,
}
Open = Callable[..., Icm]


@pytest.fixture
def incident(make: Make, people: People, pg: ProductGroup) -> Incident:
    """Eva's, in work, investigated."""
    made = make("work_in_progress")
    investigate(made, people)
    return made


@pytest.fixture
def uninvestigated(make: Make, people: People, pg: ProductGroup) -> Incident:
    return make("work_in_progress")


@pytest.fixture
def opened(incident: Incident, people: People) -> Open:
    """A bug of Eva's incident is brought to the gate, with these changes."""

    def run(about: Incident | None = None, **changes: Any) -> Icm:
        asked = {"by": people.eva, **BUG, **changes}
        return actions.open_icm(about or incident, **asked)

    return run


@pytest.fixture
def turned_away(opened: Open) -> Callable[..., GateRefused]:
    """The same, refused about exactly these fields; nothing is changed by it."""

    def run(*fields: str, **changes: Any) -> GateRefused:
        with refused(GateRefused, *fields) as caught:
            opened(**changes)
        assert isinstance(caught.value, GateRefused)
        return caught.value

    return run


def answered(
    incident: Incident, people: People, *, by: Any, audience: str = "smes", icm_indicated: bool = True
) -> Consultation:
    """Eva asks, somebody answers."""
    asked = actions.ask(
        incident, by=people.eva, area=people.query, audience=audience, question="Is it a bug?", reason="It is urgent."
    )
    return actions.answer(asked, by=by, body="Look at the leases.", icm_indicated=icm_indicated)


# --- On the page ---------------------------------------------------------------------------------------------------

Visit = Callable[..., Any]
DETAILS = {"title": "Output stops after scaling", **{f"fact_{name}": words for name, words in FACTS.items()}}


@pytest.fixture
def at(incident: Incident, people: People) -> Visit:
    """Eva at one of the steps: without fields she reads it, with them she sends it."""
    clients: dict[str, Client] = {}

    def visit(step: str, sent: dict[str, str] | None = None, *, who: str = "eva", about: Incident | None = None) -> Any:
        if who not in clients:
            clients[who] = Client()
            clients[who].force_login(people.by_name(who))
        path, _mark, query = step.partition("?")
        address = f"/workspace/incidents/{(about or incident).number}/icm/{path}/" + (f"?{query}" if query else "")
        return clients[who].get(address) if sent is None else clients[who].post(address, sent)

    return visit


def text(response: Any) -> str:
    return str(response.content.decode())


def walk(at: Visit, **details: str) -> Any:
    """Through the first four steps."""
    at("reason", {"ground": "bug_evidence"})
    at("checked", {"evidence": "The metric stays at 0."})
    at("team", {"kind": "bug"})
    return at("details", {**DETAILS, **details})


def saved(at: Visit) -> dict[str, str]:
    return {"saved": IcmDraft.objects.get().saved_at.isoformat()}
