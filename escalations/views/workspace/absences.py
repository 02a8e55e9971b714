"""When the reader is away, so that nobody waits for them (R30)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from escalations.actions import absences as actions
from escalations.forms.consultations import AbsenceForm
from escalations.models import Absence
from incidents.views.doors import blame, user_of
from incidents.views.workspace.door import WORKSPACE, show
from notifications.moment import now


@WORKSPACE.guard("GET", "POST")
def absences(request: HttpRequest) -> HttpResponse:
    """GET lists what is to come, POST writes one down."""
    if request.method != "POST":
        return page(request, AbsenceForm())
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return page(request, form)
    try:
        place = WORKSPACE.once(request, lambda: recorded(request, form))
    except NotValid as refusal:
        blame(form, refusal)
        return page(request, form)
    messages.success(request, _("Written down. Nobody waits for you meanwhile."))
    return redirect(place)


def recorded(request: HttpRequest, form: AbsenceForm) -> str:
    actions.record_absence(by=user_of(request), **form.cleaned_data)
    return reverse("escalations:absences")


def page(request: HttpRequest, form: AbsenceForm) -> HttpResponse:
    moment = now()
    rows = Absence.objects.filter(user=user_of(request), until__gt=moment)
    context = {"rows": rows[: actions.MOST], "form": form, "moment": moment}
    return show(request, "consultations/absences.html", context, status=422 if form.errors else 200)


@WORKSPACE.guard("POST")
def forget_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """A second press finds it gone, which is what was wanted."""
    absence = Absence.objects.filter(user=user_of(request), pk=pk).first()
    if absence is None:
        raise Http404
    actions.forget_absence(absence, by=user_of(request))
    messages.success(request, _("Taken away: you are asked as before."))
    return redirect("escalations:absences")
