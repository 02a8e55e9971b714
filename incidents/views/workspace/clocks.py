"""Explain this number: each clock with every stretch that it counted, and where the time of Relief went (R20)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from incidents import clockwork
from incidents.models import Clock, Incident
from incidents.reckoning import Account, Happening, account, asked_times, pg_times, promised_updates
from incidents.views.workspace.door import WORKSPACE, show
from notifications.moment import now

FEW = 10  # so many openings are listed; more are only counted


@WORKSPACE.guard("GET")
def explain_clocks(request: HttpRequest, number: str) -> HttpResponse:
    incident = WORKSPACE.find(request, number)
    moment = now()
    events = happenings(incident)
    accounts = accounts_of(incident, events)
    promises = [(word, word.is_kept(moment)) for word in promised_updates(events)]
    context = {
        "incident": incident,
        "moment": moment,
        "accounts": accounts,
        "relief": next(one for one in accounts if one.kind == Clock.Kind.RELIEF),
        "faces": {face.kind: face for face in clockwork.faces(incident, moment)},
        "promises": promises,
        "few": FEW,
        "verbs": verb_words(),
    }
    return show(request, "explain_clocks.html", context)


def happenings(incident: Incident) -> list[Happening]:
    return [Happening(*row) for row in incident.events.order_by("seq").values_list("verb", "at", "data")]


def accounts_of(incident: Incident, events: list[Happening]) -> list[Account]:
    moment = now()
    facts, asked, with_pg = incident.events.facts(), asked_times(events, moment), pg_times(events, moment)
    kinds = (Clock.Kind.RESPONSE, Clock.Kind.RELIEF)
    return [account(kind, facts, incident.promise, asked, moment, with_pg) for kind in kinds]


def verb_words() -> dict[str, str]:
    """What begins and ends a stretch."""
    return {
        "open_incident": _("reported"),
        "assign": _("severity changed"),
        "respond": _("first answer"),
        "propose_solution": _("solution proposed"),
        "reject_solution": _("solution rejected"),
        "withdraw_solution": _("solution withdrawn"),
        "accept_solution": _("solution accepted"),
        "withdraw": _("withdrawn by the customer"),
        "discard": _("discarded"),
        "reopen": _("reopened"),
    }
