"""Search over everything that the team has words of, and what is similar to an incident (R25, D32)."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse

from incidents import search as searching
from incidents.search.marking import marked
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show

LONGEST = 2_000  # characters of a question
SHOWN = 20  # of a kind
SIMILAR = 8


@WORKSPACE.guard("GET")
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind, the best of each first."""
    user = user_of(request)
    words = request.GET.get("q", "")[:LONGEST].strip()
    found = marked(user, words, searching.search(user, words, limit=SHOWN))
    groups = [(label, list(rows)) for label, rows in groupby(found, key=lambda one: one.hit.kind.label)]
    return show(request, "search.html", {"words": words, "groups": groups, "limit": SHOWN})


@WORKSPACE.guard("GET")
def similar(request: HttpRequest, number: str) -> HttpResponse:
    """What is like this incident: a page of its own; the incident's page takes the list from it once it is there."""
    incident = WORKSPACE.find(request, number)
    hits = searching.similar(user_of(request), incident, limit=SIMILAR)
    return show(request, "similar.html", {"incident": incident, "hits": hits})
