"""CSAT requests on pages: asking, what waits for whom, and one request with the letter that would go out (R39)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from escalations import actions, announcement, offered, risk
from escalations.actions.csat import require_open, stands_already
from escalations.actions.keeping import forget_words
from escalations.drafted import begun, drafts_of
from escalations.forms.csat import FACTS, DecideCsatForm, DiscussCsatForm, EndCsatForm, RequestCsatForm
from escalations.models import CsatRequest, Icm
from incidents import clockwork
from incidents.models import Clock, Draft, Incident, Message
from incidents.views.doors import blame, user_of, version_seen
from incidents.views.workspace.door import WORKSPACE, show
from notifications.moment import now

SHOWN = 50


@WORKSPACE.guard("GET", "POST")
def request_csat(request: HttpRequest, number: str) -> HttpResponse:
    """The form; what is sent is asked of an SME. Where a request stands already, it leads there instead.

    Not away from words that the reader has kept: they are read, copied or thrown away here, and nowhere else (D22).
    """
    incident, user = WORKSPACE.find(request, number), user_of(request)
    require_open(incident, None)
    if request.method != "POST":
        standing, draft = standing_of(incident), draft_of(request, incident)
        if standing is not None and draft is None:
            messages.info(request, stands_already(standing))
            return redirect(place(standing))
        form = RequestCsatForm(incident=incident, asker=user, initial=begun(draft))
        return form_page(request, incident, form, draft, standing)
    form = RequestCsatForm(request.POST, incident=incident, asker=user)

    def asked() -> str:
        if not form.is_valid():
            raise NotValid({})  # the form itself knows why
        with transaction.atomic():
            asked_for = actions.request_csat(by=user, **form.asked())
            forget_words("request_csat", incident, by=user)
        return place(asked_for)

    try:
        where = WORKSPACE.once(request, asked)
    except NotValid as refusal:
        blame(form, by_field(refusal))
        return form_page(request, incident, form, draft_of(request, incident))
    messages.success(request, _("Asked. Nothing is marked or sent before an SME agrees."))
    return redirect(where)


def standing_of(incident: Incident) -> CsatRequest | None:
    """What waits for a decision; or was approved, where no further ICM of it is left to be marked."""
    rows = CsatRequest.objects.filter(incident=incident)
    standing = list((rows.waiting() | rows.approved()).order_by("-pk"))
    waiting = [each for each in standing if each.is_waiting]
    if waiting or not standing:
        return next(iter(waiting), None)
    marked = [each.icm_id for each in standing if each.icm_id is not None]
    unmarked = Icm.objects.live().filter(hits__incident=incident).exclude(pk__in=marked)
    return None if unmarked.exists() else standing[0]


def draft_of(request: HttpRequest, incident: Incident) -> Draft | None:
    return drafts_of(user_of(request), incident, ["request_csat"]).get("request_csat")


def by_field(refusal: NotValid) -> NotValid:
    """A fact's finding beside the fact."""
    return NotValid({name.removeprefix("facts."): said for name, said in refusal.errors.items()})


def form_page(
    request: HttpRequest, incident: Incident, form: Form, draft: Draft | None, standing: CsatRequest | None = None
) -> HttpResponse:
    fields = {name: form[name] for name in form.fields}
    context = {
        "incident": incident,
        "form": form,
        "draft": draft,
        "standing": standing,
        "stands": stands_already(standing) if standing is not None else "",
        "of_new": [fields[name] for name in ("title", "kind", *FACTS, "new_because")],
        "seen": risk.risk_of(incident, now()),
        "cancel_url": WORKSPACE.url(incident),
    }
    return show(request, "csat/new.html", context, status=422 if form.errors else 200)


@WORKSPACE.guard("GET")
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what waits for others, and what is escalated now."""
    user = user_of(request)
    rows = CsatRequest.objects.visible_to(user).with_everything().order_by("due_at")
    mine = list(rows.for_decision_of(user)[:SHOWN])
    keys = [each.pk for each in mine]
    context = {
        "mine": mine,
        "others": rows.waiting().exclude(pk__in=keys)[:SHOWN],
        "standing": rows.approved().order_by("-decided_at")[:SHOWN],
        "limit": SHOWN,
    }
    return show(request, "csat/approvals.html", context)


@WORKSPACE.guard("GET")
def csat_request(request: HttpRequest, key: str) -> HttpResponse:
    return request_page(request, find(request, key))


def find(request: HttpRequest, key: str) -> CsatRequest:
    """The request, if it exists for this person, with the version that their page showed."""
    pk = CsatRequest.place_of(key)
    rows = CsatRequest.objects.visible_to(user_of(request)).with_everything()
    found = rows.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Http404
    found.seen = version_seen(request)
    return found


def place(csat: CsatRequest) -> str:
    return reverse("escalations:csat_request", args=[csat.number])


def request_page(request: HttpRequest, csat: CsatRequest, forms: dict[str, Form] | None = None) -> HttpResponse:
    """Left the case and the record, right the exact letter, below it the decision; with what came back with errors."""
    user, moment = user_of(request), now()
    incident = Incident.objects.with_everything().get(pk=csat.incident_id)
    verbs = offered.csat_verbs(user, csat)
    given = forms or {}
    drafts = drafts_of(user, csat, ["decide_csat", "discuss_csat"]) if csat.is_waiting else {}
    context: dict[str, Any] = {
        "csat": csat,
        "incident": incident,
        "verbs": verbs,
        "icm_url": f"/workspace/icms/{csat.icm.number}/" if csat.icm else "",
        "quotes": Message.objects.filter(pk__in=csat.quotes).select_related("author", "event").order_by("pk"),
        "clocks": [one for one in clockwork.faces(incident, moment) if one.kind != Clock.Kind.RESPONSE],
        "seen": risk.risk_of(incident, moment),
        "letter": announcement.preview(csat, user) if csat.is_waiting else None,
        "history": csat.history.select_related("by", "member"),
        "gone": csat.gone() if csat.is_waiting else "",
        "drafts": drafts,
        "decide": given.get("decide") or DecideCsatForm(initial=begun(drafts.get("decide_csat"))),
        "discuss": given.get("discuss")
        or DiscussCsatForm(auto_id="discuss_%s", initial=begun(drafts.get("discuss_csat"))),
        "end": given.get("end") or EndCsatForm(auto_id="end_%s"),
        "form": next(iter(given.values()), None),
    }
    return show(request, "csat/one.html", context, status=422 if given else 200)
