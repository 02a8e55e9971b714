"""The product group's page of an ICM: what support asks, what can be done about it now, how it came to this (R35)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _

from accounts.acting import NotPossible
from escalations import actions, pg_words, shown
from escalations.forms.pg import (
    AcknowledgeForm,
    DenyForm,
    EngageCsatForm,
    HandOverForm,
    MitigateForm,
    PgForm,
    RequestInformationForm,
    ResolveForm,
    UpdateForm,
)
from escalations.models import CsatRequest, Icm
from escalations.thread import Seat
from escalations.views.pg_done import done
from escalations.views.pg_door import PG_DOOR, SeeOther
from escalations.views.pg_part import parts_of
from escalations.views.pg_rows import is_possible, rows_of
from escalations.visits import Visit
from incidents import markdown
from notifications.moment import now

SHORT = 80  # characters; fewer hardly tell a customer why, and what to do instead
HEADLINE = 240  # characters; what is longer stands whole further down
# Support's words that are newer than the ask.
FROM_SUPPORT = {"provide_information", "update", "send_back"}


@PG_DOOR.guard("GET")
def icm(request: HttpRequest, visit: Visit) -> HttpResponse:
    return page(request, visit, None)


def page(request: HttpRequest, visit: Visit, form: Form | None, **more: Any) -> HttpResponse:
    """The whole page; `form` is one that came back."""
    record: Icm = Icm.objects.with_everything().get(pk=visit.record.pk)
    lines = shown.said_in(record.history.select_related("by", "member"))
    ask, newest = shown.ask_of(record), news(lines)
    question = shown.last_question(record, [line.event for line in lines])
    returned = form if isinstance(form, PgForm) else None
    parts = parts_of(record, visit.member, form)
    context = {
        "icm": record,
        "member": visit.member,
        "ask": ask,
        "news": newest,
        "question": question,
        "due": record.chase_at if record.state == Icm.State.OPEN else None,
        "show_ask": bool(newest or question or record.state == Icm.State.RESOLVED or len(ask) > HEADLINE),
        "lines": [veiled(line, parts["seat"]) for line in lines[::-1]],
        "facts": [fact for fact in shown.facts_of(record) if str(fact.value) != ask],
        "contacts": pg_words.contacts_of(record, now()),
        "customers": len({incident.organization_id for incident in record.incidents}),
        "may_acknowledge": is_possible("acknowledge", record, visit.member),
        "rows": rows_of(record, visit.member, returned),
        **parts,
        "form": form,
        "done": done(request.GET.get("done", ""), record, visit.member, lines),
        **more,
    }
    return PG_DOOR.page(request, visit, "pg/icm.html", **context)


def veiled(line: shown.Line, seat: Seat) -> shown.Line:
    """What was written to a customer may say who that is: it is for who is in that conversation now (R37)."""
    inside = {each.incident.number for each in seat.inside}
    is_theirs = line.event.verb != "write_to_customer" or line.event.data.get("incident") in inside
    return line if is_theirs else replace(line, is_veiled=True)


def news(lines: list[shown.Line]) -> shown.Line | None:
    """What support said last, unless the product group has spoken since; nothing while the ask is all there is."""
    said = [line for line in lines if line.is_pg or line.event.verb in FROM_SUPPORT]
    return said[-1] if said and not said[-1].is_pg else None


# --- What is done -----------------------------------------------------------------------------------------------------


def doing(form_class: Callable[[QueryDict], Form], act: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """The view of one verb. Where this person's part goes on, the page tells them in its place what happens next."""

    @PG_DOOR.guard("POST")
    def view(request: HttpRequest, visit: Visit) -> HttpResponse:
        return told(PG_DOOR.do(request, visit, form_class, act, page), visit, act.__name__)

    return view


def told(answer: HttpResponse, visit: Visit, verb: str) -> HttpResponse:
    if isinstance(answer, SeeOther) and answer.url == PG_DOOR.place(visit):
        return SeeOther(f"{answer.url}?done={verb}#done")
    return answer


VERBS: list[tuple[type[PgForm], Callable[..., Any]]] = [
    (AcknowledgeForm, actions.acknowledge),
    (RequestInformationForm, actions.request_information),
    (UpdateForm, actions.update),
    (MitigateForm, actions.mitigate),
    (ResolveForm, actions.resolve),
    (HandOverForm, actions.hand_over),
    (DenyForm, actions.deny),
]
ACTS = {act.__name__: doing(form_class, act) for form_class, act in VERBS}


@PG_DOOR.guard("POST")
def engage_csat(request: HttpRequest, visit: Visit) -> HttpResponse:
    """About the escalation that the form names, or else the one that waits for it first (R40)."""
    csat = escalation(visit.record, request.POST.get("request", ""))
    if csat is None:
        raise NotPossible(_("Nobody asks this of you any more."))
    return told(PG_DOOR.do(request, visit, EngageCsatForm, actions.engage_csat, page, about=csat), visit, "engage_csat")


def escalation(icm: Icm, number: str) -> CsatRequest | None:
    rows = icm.csat_requests.approved().select_related("icm__owner", "incident")
    if number:
        return rows.filter(pk=CsatRequest.place_of(number) or 0).first()
    return rows.filter(engaged_at=None).order_by("engage_due_at", "pk").first()


@PG_DOOR.guard("POST")
def preview_insight(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The words for the customer as they would read them. Nothing is kept."""
    form = ResolveForm(request.POST)
    insight = request.POST.get("insight", "").strip()
    preview = {"html": markdown.to_html(insight), "is_short": len(insight) < SHORT}
    return page(request, visit, form, preview=preview)
