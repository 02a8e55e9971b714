"""Letters that did not arrive: read by the team, and sent again one by one (R43)."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from incidents.models import Event, Incident
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, page_after, show
from notifications import outbox
from notifications.models import Notification

PAGE = 50
State = Notification.State


@dataclass(frozen=True)
class Row:
    letter: Notification
    incident: Incident | None

    @property
    def what(self) -> str:
        """The verb that the letter tells of."""
        return self.letter.verb.partition(":")[0].replace("_", " ")


@WORKSPACE.guard("GET")
def letters(request: HttpRequest) -> HttpResponse:
    """Newest first, page after page."""
    rows = Notification.objects.dead().order_by("-pk")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found, last = page_after(rows, PAGE)
    about = incidents_of(request, found)
    context = {
        "rows": [Row(letter, about.get(letter.record_id) if letter.kind == "event" else None) for letter in found],
        "older": f"?before={last.pk}" if last else "",
        "is_first": not before,
    }
    return show(request, "letters.html", context)


def incidents_of(request: HttpRequest, found: list[Notification]) -> dict[int, Incident]:
    """By event, the incident that each letter tells about."""
    keys = [letter.record_id for letter in found if letter.kind == "event"]
    visible = Incident.objects.visible_to(user_of(request))
    events = Event.objects.filter(pk__in=keys, incident__in=visible).select_related("incident")
    return {event.pk: event.incident for event in events}


def undelivered(incident: Incident) -> Notification | None:
    """The letter that tells why mail to the customer does not arrive, or none; one query.

    It is their latest of this incident, or one whose address was refused, whatever it was about. One that arrived
    since then speaks for the address, and so does a correction of it.
    """
    to_them, events = Q(address=incident.customer.email), incident.events.order_by().values("pk")
    here = Notification.objects.filter(to_them, kind="event", record_id__in=events).exclude(state=State.SUPPRESSED)
    refused = Notification.objects.bouncing().filter(to_them)
    latest = Q(pk=newest(here)) | Q(pk=newest(refused))
    letter = Notification.objects.settled().filter(latest).order_by("-pk").first()
    return letter if letter and letter.state == State.DEAD and not letter.ambiguous else None


def newest(rows: QuerySet[Notification]) -> Subquery:
    return Subquery(rows.order_by("-pk").values("pk")[:1])


@WORKSPACE.guard("POST")
def retry_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """All its tries again, from now."""
    letter = Notification.objects.filter(pk=pk).first()
    if letter is None:
        raise Http404
    return redirect(WORKSPACE.once(request, lambda: retried(request, letter)))


def retried(request: HttpRequest, letter: Notification) -> str:
    if outbox.retry(letter):
        messages.success(request, _("The letter to %(address)s is on its way again.") % {"address": letter.address})
    else:
        messages.info(request, _("The letter to %(address)s is on its way already.") % {"address": letter.address})
    return reverse("workspace:letters")
