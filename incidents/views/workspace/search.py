"""Search over everything that the team has words of (D32)."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse

from incidents import search as searching
from incidents.search.marking import marked
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, show

LONGEST = 2_000  # characters of a question
SHOWN = 20  # of a kind


@WORKSPACE.guard("GET")
def search(request: HttpRequest) -> HttpResponse:
    """Results by kind, the best of each first."""
    user = user_of(request)
    words = request.GET.get("q", "")[:LONGEST].strip()
    found = marked(user, words, searching.search(user, words, limit=SHOWN))
    groups = [(label, list(rows)) for label, rows in groupby(found, key=lambda one: one.hit.kind.label)]
    return show(request, "search.html", {"words": words, "groups": groups, "limit": SHOWN})
