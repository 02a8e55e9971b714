"""What people of both organisations do in the stories of the demo world, as things that happen at their time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.acting import through
from accounts.models import User
from escalations import actions
from escalations.demo import told
from escalations.models import Consultation, CsatRequest, Icm, PgMember
from incidents.actions import record_check
from incidents.demo.people import World
from incidents.models import Incident

CHECKS = {
    "diagnostics": "Read: input is fine, the output stands still. No error but the one in the ICM.",
    "guides": "“Output is behind” and “After scaling”, both to the end.",
    "icm_search": "Looked through what came up; none is about this.",
}


@dataclass
class Above:
    """What the stories keep for one another, by short names."""

    pg: dict[str, PgMember]
    icms: dict[str, Icm] = field(default_factory=dict)
    asked: dict[str, Consultation] = field(default_factory=dict)
    requests: dict[str, CsatRequest] = field(default_factory=dict)


Act = Callable[[World, datetime], Any]


def incident(world: World, title: str) -> Incident:
    found = next(pk for key, pk in ((key, each.pk) for key, each in world.incidents.items()) if key.startswith(title))
    return Incident.objects.get(pk=found)


def owner_of(about: Incident) -> User:
    assert about.owner is not None  # noqa: S101 - a story that forgot its triage
    return about.owner


# --- What happens, by whom ----------------------------------------------------------------------------------------


def looked(about: Incident) -> None:
    """All four checks of the investigation (R29)."""
    by = owner_of(about)
    for kind, evidence in CHECKS.items():
        record_check(about, by=by, check=kind, outcome="checked", evidence=evidence)
    record_check(about, by=by, check="outage", outcome="ruled_out", evidence="The status board shows none for this.")


def opens(above: Above, key: str, start: str, title: str, said: dict[str, Any], **more: Any) -> Act:
    """An ICM about the incident whose title begins so; by its owner unless somebody else is named."""

    def act(world: World, moment: datetime) -> None:
        about = incident(world, start)
        looked(about)
        by = world.people[more.pop("who")] if "who" in more else owner_of(about)
        words = {"team": "css_escalation", "kind": "bug", "ground": "bug_evidence", **more}
        if words["ground"] == "bug_evidence":
            words.setdefault("evidence", said["evidence"])
        given = said if words["kind"] in {"quota_increase", "feature_request"} else told.facts(moment, **said)
        above.icms[key] = actions.open_icm(
            Incident.objects.get(pk=about.pk),
            by=by,
            title=title,
            facts=given,
            new_because="Others that come up have another cause: their input stands still, not their output.",
            **words,
        )

    return act


def does(above: Above, key: str, verb: str, by: str, **words: Any) -> Act:
    """Something on an ICM, by a PG member through their link, or by one of ours."""

    def act(world: World, moment: datetime) -> None:
        icm = Icm.objects.get(pk=above.icms[key].pk)
        member = above.pg.get(by)
        with through("link" if member else "workspace"):
            doer = member or (owner_of(icm.incidents[0]) if by == "owner" else world.people[by])
            above.icms[key] = getattr(actions, verb)(icm, by=doer, **words)

    return act


def asks(above: Above, key: str, start: str, audience: str, question: str, reason: str = "") -> Act:
    def act(world: World, moment: datetime) -> None:
        about = incident(world, start)
        assert about.area is not None  # noqa: S101 - a story that forgot its triage
        above.asked[key] = actions.ask(
            about, by=owner_of(about), area=about.area, audience=audience, question=question, reason=reason
        )

    return act


def answers(above: Above, key: str, by: str, body: str, *, icm_indicated: bool) -> Act:
    def act(world: World, moment: datetime) -> None:
        question = Consultation.objects.get(pk=above.asked[key].pk)
        actions.answer(question, by=world.people[by], body=body, icm_indicated=icm_indicated)

    return act


def requests(above: Above, key: str, icm: str, **words: Any) -> Act:
    def act(world: World, moment: datetime) -> None:
        about = Icm.objects.get(pk=above.icms[icm].pk)
        above.requests[key] = actions.request_csat(by=owner_of(about.incidents[0]), icm=about, **words)

    return act


def decides(above: Above, key: str, verb: str, by: str, **words: Any) -> Act:
    def act(world: World, moment: datetime) -> None:
        request = CsatRequest.objects.get(pk=above.requests[key].pk)
        above.requests[key] = getattr(actions, verb)(request, by=world.people[by], **words)

    return act
