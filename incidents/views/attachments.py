"""Attachments for whoever may read the words they came with (R17, T11)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from incidents.handing_out import hand_out
from incidents.models import Attachment
from incidents.views.doors import user_of
from incidents.views.portal.door import PORTAL
from incidents.views.workspace.door import WORKSPACE


@PORTAL.guard("GET")
def portal_attachment(request: HttpRequest, key: str, name: str) -> HttpResponse:
    return found(request, key)


@WORKSPACE.guard("GET")
def workspace_attachment(request: HttpRequest, key: str, name: str) -> HttpResponse:
    return found(request, key)


def found(request: HttpRequest, key: str) -> HttpResponse:
    """By its key alone: the name in the address is for people to read, what it is saved as is the name it has."""
    attachment = Attachment.objects.visible_to(user_of(request)).filter(key=key).first()
    if attachment is None:
        raise Http404
    answer: Any = hand_out(attachment)
    return answer  # type: ignore[no-any-return]
