"""The support team's say over links: who of the product group has one is on the record's own page (R36)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from escalations.actions import granting
from escalations.models import Consultation, Grant, Icm
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE

KINDS: dict[str, Any] = {Icm.KIND: Icm, Consultation.KIND: Consultation}


@WORKSPACE.guard("POST")
def revoke_link(request: HttpRequest, grant: int) -> HttpResponse:
    """This one record's; no letter brings it back."""
    found = find(grant)
    granting.revoke_link(found, by=user_of(request), reason=request.POST.get("reason", ""))
    messages.success(request, _("%(name)s has no link to it any more.") % {"name": found.member.name})
    return redirect(page_of(found))


@WORKSPACE.guard("POST")
def restore_link(request: HttpRequest, grant: int) -> HttpResponse:
    found = find(grant)
    granting.restore_link(found, by=user_of(request))
    messages.success(request, _("%(name)s is written to again.") % {"name": found.member.name})
    return redirect(page_of(found))


@WORKSPACE.guard("POST")
def revoke_person(request: HttpRequest, grant: int) -> HttpResponse:
    """Everything that was mailed to this person so far: for a mailbox that somebody else got into."""
    found = find(grant)
    granting.revoke_person(found.member, by=user_of(request))
    messages.success(request, _("Every link that %(name)s was sent so far is dead.") % {"name": found.member.name})
    return redirect(page_of(found))


@WORKSPACE.guard("POST")
def revoke_links(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Everybody's of one record, at once."""
    user = user_of(request)
    found = KINDS[kind].objects.visible_to(user).numbered(key).first()
    if found is None:
        raise Http404
    granting.revoke_links(found, by=user, reason=request.POST.get("reason", ""))
    messages.success(request, _("Nobody has a link to it any more."))
    return redirect(place_of(found))


def find(grant: int) -> Grant:
    found = Grant.objects.select_related("member", "icm", "consultation").filter(pk=grant).first()
    if found is None:
        raise Http404
    return found


def page_of(grant: Grant) -> str:
    return reverse("escalations:shiproom") if grant.is_shiproom else place_of(grant.record)


def place_of(record: Any) -> str:
    return reverse(f"escalations:{record.KIND}", args=[record.number])
