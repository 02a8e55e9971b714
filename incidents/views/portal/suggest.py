"""What is offered to a customer while they type a report: a fragment, often asked for and cheap (R25)."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from incidents.suggestions import suggestions
from incidents.views.doors import user_of
from incidents.views.portal.door import PORTAL

MOST_A_MINUTE = 60
MINUTE = 60  # seconds


@PORTAL.guard("GET")
def suggest(request: HttpRequest) -> HttpResponse:
    """For what is typed so far: `q`, or the form's own `title`. Too short, or too often, is answered with nothing."""
    words = request.GET.get("q", request.GET.get("title", "")).replace("\x00", "")
    found = suggestions(user_of(request), words) if is_patient(user_of(request).pk) else []
    return render(request, "portal/_suggestions.html", {"found": found, "is_fetched": True})


def is_patient(person: int) -> bool:
    """Nobody types so fast; what does is a program, and waits for the next minute."""
    asked = f"suggest:{person}"
    if cache.add(asked, 1, MINUTE):
        return True
    try:
        return cache.incr(asked) <= MOST_A_MINUTE
    except ValueError:  # the minute ended between the two
        return True
