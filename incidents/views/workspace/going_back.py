"""Back to the list that somebody came from, where a form says which; never to another place than a list of ours."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

LISTS = {"workspace:queue", "workspace:saved_view", "workspace:all_incidents", "escalations:assistance"}
LONGEST = 4000  # characters


def back_of(request: HttpRequest) -> str:
    """The list that is named, in what was sent or in the address; empty where it is none."""
    asked = request.POST.get("back") or request.GET.get("back", "")
    if len(asked) > LONGEST or not url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return ""
    try:
        return asked if resolve(urlsplit(asked).path).view_name in LISTS else ""
    except (Resolver404, ValueError):
        return ""


def back_to(request: HttpRequest, number: str, response: HttpResponse) -> HttpResponse:
    """What was done leads back to the row that it was done from."""
    back = back_of(request)
    return (
        redirect(f"{back}#{number}") if back and request.method == "POST" and response.status_code == 302 else response
    )
