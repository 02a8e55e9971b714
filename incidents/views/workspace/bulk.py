"""Many incidents assigned with one press: what was done, what was refused and why, and the refused once more (R13)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from incidents.actions.bulk import AT_ONCE, Outcome, Result, Ticked, assign_many
from incidents.forms.bulk import BulkAssignForm
from incidents.models import Incident
from incidents.models.incident_fields import place_of
from incidents.views.doors import NONCE, user_of
from incidents.views.workspace.door import WORKSPACE, show

SHOWN = 40  # characters of what was sent as a number and is none


@dataclass(frozen=True)
class Row:
    """One that was ticked, as it stands now; without an incident, where it does not exist for the reader."""

    number: str
    incident: Incident | None
    reason: str = ""

    @property
    def can_be_tried(self) -> bool:
        return self.incident is not None and not self.incident.is_closed


@WORKSPACE.guard("GET")
def bulk(request: HttpRequest) -> HttpResponse:
    return redirect("workspace:all_incidents")


@WORKSPACE.guard("GET", "POST")
def bulk_assign(request: HttpRequest) -> HttpResponse:
    """POST assigns each one that was ticked; who comes by a link or a reload of it is led to the list."""
    if request.method != "POST":
        return redirect("workspace:all_incidents")
    ticked, form = ticked_in(request.POST), BulkAssignForm(request.POST)
    if fault := wrong_number(len(ticked)):
        form.add_error(None, fault)
    if not form.is_valid():
        results = [Result(one, Outcome.REFUSED) for one in ticked]
        return page(request, form, results, status=422)
    nonce = request.POST.get("nonce", "")
    key = f"form:{nonce}" if NONCE.fullmatch(nonce) else ""
    return page(request, form, assign_many(ticked, by=user_of(request), key=key, **form.cleaned_data))


def ticked_in(sent: QueryDict) -> list[Ticked]:
    """Each once, however often and in whichever spelling it was sent, with the version that its page showed."""
    seen = dict(one.rsplit(":", 1) for one in sent.getlist("seen") if ":" in one)
    found: dict[int | str, Ticked] = {}
    for number in sent.getlist("number"):
        place = place_of(number.strip())
        version = seen.get(number, "")
        known = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
        found.setdefault(number.strip() if place is None else place, Ticked(number.strip()[:SHOWN], place, known))
    return list(found.values())


def wrong_number(count: int) -> str:
    """How many were ticked, where that is none or too many."""
    if count == 0:
        return _("Tick at least one incident first.")
    if count > AT_ONCE:
        words = {"count": count, "most": AT_ONCE}
        return _("These are %(count)d incidents, and %(most)d can be assigned at once. None was changed.") % words
    return ""


def page(request: HttpRequest, form: Form, results: Sequence[Result], status: int = 200) -> HttpResponse:
    rows = rows_of(request, results)
    refused = [row for row, result in rows if result.outcome == Outcome.REFUSED]
    context = {
        "form": form,
        "is_tried": status == 200,
        "chosen": chosen(form),
        "total": len(results),
        "refused": refused,
        "done": [row for row, result in rows if result.outcome == Outcome.DONE],
        "already": [row for row, result in rows if result.outcome == Outcome.ALREADY],
        "can_be_tried": any(row.can_be_tried for row in refused),
    }
    return show(request, "bulk_assign.html", context, status=status)


def rows_of(request: HttpRequest, results: Sequence[Result]) -> list[tuple[Row, Result]]:
    """As they stand after all of it, in two queries."""
    places = [result.ticked.place for result in results if result.ticked.place is not None]
    visible = Incident.objects.visible_to(user_of(request)).filter(pk__in=places)
    found = {one.pk: one for one in visible.select_related("owner", "area", "organization", "title_mark")}
    return [(row_of(result, found.get(result.ticked.place or 0)), result) for result in results]


def row_of(result: Result, incident: Incident | None) -> Row:
    return Row(incident.number if incident else result.ticked.number, incident, result.reason)


def chosen(form: Form) -> list[str]:
    """What each was to be given, in words: "Owner: Eva Novak"."""
    sent = getattr(form, "cleaned_data", {})
    names = {"category": dict(Incident.Category.choices)}
    return [
        f"{form.fields[name].label}: {names.get(name, {}).get(value, value)}" for name, value in sent.items() if value
    ]
