"""What is similar to an incident, each with what can be done about it: known errors first, then their own (R25)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from incidents import search as searching
from incidents.models import Incident, Outage, Problem
from incidents.search import INCIDENT, KINDS, OUTAGE, PROBLEM, Hit
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show
from incidents.views.workspace.incident import verb_url

SHOWN = 4  # of a group
LOOKED_AT = 20


@dataclass(frozen=True)
class Row:
    """`link`: where a press links it, with the field that names it; `is_linked`: somebody did."""

    hit: Hit
    link: str = ""
    field: str = ""
    is_linked: bool = False
    workaround: str = ""
    duplicate: str = ""


@dataclass(frozen=True)
class Group:
    label: str | Promise
    rows: list[Row]


@WORKSPACE.guard("GET")
def similar(request: HttpRequest, number: str) -> HttpResponse:
    """A page of its own; the incident's page takes the list from it once it is there."""
    incident = WORKSPACE.find(request, number)
    context = {"incident": incident, "groups": groups(incident, user_of(request))}
    return show(request, "similar.html", context)


def groups(incident: Incident, user: User) -> list[Group]:
    """Known errors and outages, this customer's own, everybody else's, then each further kind by its name."""
    can = set(incident.verbs_for(user))
    beside = [kind for kind in KINDS if kind != INCIDENT.name]
    known = [hit for hit in searching.similar(user, incident, kinds=beside, limit=LOOKED_AT) if hit.is_telling]
    mine = Incident.objects.visible_to(user).filter(organization=incident.organization_id).order_by("-pk")
    own = [hit for hit in searching.among(user, mine, incident, limit=SHOWN) if hit.is_telling]
    alike = searching.similar(user, incident, kinds=[INCIDENT.name], limit=LOOKED_AT)
    others = [hit for hit in alike if hit.is_telling and hit.record.organization_id != incident.organization_id]
    found = [
        (_("Known errors and outages"), of(known, [PROBLEM.name, OUTAGE.name])),
        (_("Of %(name)s") % {"name": incident.organization.name}, own),
        (_("Of other customers"), others),
        *((KINDS[kind].label, of(known, [kind])) for kind in beside if kind not in {PROBLEM.name, OUTAGE.name}),
    ]
    return [Group(label, rows(hits[:SHOWN], incident, can)) for label, hits in found if hits]


def of(hits: Iterable[Hit], kinds: Sequence[str]) -> list[Hit]:
    return [hit for hit in hits if hit.kind.name in kinds]


def rows(hits: Iterable[Hit], incident: Incident, can: set[str]) -> list[Row]:
    return [Row(hit, **offers(hit.record, incident, can)) for hit in hits]


def offers(record: Any, incident: Incident, can: set[str]) -> dict[str, Any]:
    """What this person can do about it now."""
    match record:
        case Problem():
            linked = record.pk in {match.problem_id for match in incident.matches.all()}
            use = f"{verb_url(incident, 'propose_solution')}?problem={record.number}"
            workaround = use if record.workaround and "propose_solution" in can else ""
            return {**link(incident, "match_problem", linked, can), "field": "problem", "workaround": workaround}
        case Outage():
            linked = record.pk in {link.outage_id for link in incident.outage_links.all()}
            return {**link(incident, "link_outage", linked, can), "field": "outage"}
        case Incident() if "discard" in can:
            return {"duplicate": f"{verb_url(incident, 'discard')}?duplicate_of={record.number}"}
        case _:
            return {}


def link(incident: Incident, verb: str, is_linked: bool, can: set[str]) -> dict[str, Any]:
    return {"is_linked": is_linked, "link": verb_url(incident, verb) if verb in can and not is_linked else ""}
