"""Views of the queue that people keep: each an address of its own, saved, renamed and deleted from the queue's page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from incidents.actions.saving_views import delete_view, rename_view, save_view
from incidents.forms.saved_views import RenameViewForm, SaveViewForm
from incidents.models import SavedView
from incidents.views.doors import blame, user_of
from incidents.views.workspace import sheet
from incidents.views.workspace.door import WORKSPACE
from incidents.views.workspace.listing import QUEUES
from incidents.views.workspace.queue import kept_of, queue_page


@WORKSPACE.guard("GET")
def saved_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What it shows is asked anew of whoever looks: a shared "Mine" is the reader's own."""
    saved = find(request, pk)
    query = QueryDict(saved.query)
    return sheet.of(request, saved.view, query, saved.name) or queue_page(request, saved.view, query, saved=saved)


def find(request: HttpRequest, pk: int) -> SavedView:
    """It is there for this person, and what it shows is still a view."""
    found = SavedView.objects.visible_to(user_of(request)).filter(pk=pk, view__in=QUEUES).first()
    if found is None:
        raise Http404
    return found


@WORKSPACE.guard("POST")
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the page showed under a name; a form that is sent twice keeps it once."""
    form = SaveViewForm(request.POST)
    view = request.POST.get("view", "")
    if view not in QUEUES:
        raise Http404
    query = QueryDict(request.POST.get("query", ""))

    def act() -> str:
        if not form.is_valid():
            raise NotValid({})
        kept = {**form.cleaned_data, "query": kept_of(query)}
        return reverse("workspace:saved_view", args=[save_view(by=user_of(request), **kept).pk])

    try:
        place = WORKSPACE.once(request, act)
    except NotValid as refusal:
        blame(form, refusal)
        return queue_page(request, view, query, saving=form, status=422)
    messages.success(request, _("The view is saved."))
    return redirect(place)


@WORKSPACE.guard("POST")
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    saved, form = find(request, pk), RenameViewForm(request.POST)
    query = QueryDict(saved.query)
    try:
        if not form.is_valid():
            rename_view(saved, by=user_of(request), name=saved.name)  # who may not is told so first
            raise NotValid({})
        rename_view(saved, by=user_of(request), name=form.cleaned_data["name"])
    except NotValid as refusal:
        blame(form, refusal)
        return queue_page(request, saved.view, query, saved=find(request, pk), renaming=form, status=422)
    except SavedView.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, _("The view has a new name."))
    return redirect("workspace:saved_view", pk)


@WORKSPACE.guard("POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    delete_view(find(request, pk), by=user_of(request))
    messages.success(request, _("The view is deleted."))
    return redirect("workspace:queue")
