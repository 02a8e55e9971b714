"""Live pages: how far a page has come, asked again every few seconds, and answered with how much is new (R2).

A page shows nothing new by itself: it is told that there is something, and the reader decides when to look.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import FilteredRelation, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac

from accounts.models import User
from incidents.models import Incident, Presence, Solution
from incidents.models.incident_fields import IncidentQuerySet

MARK = 6  # characters of a row in `since`
MANY = 99  # beyond that "99" says as much
COMPANY = 8  # people who are shown as being there


@dataclass(frozen=True)
class Live:
    """What a page's script asks, how far the page goes, which of its parts are brought up to date, and who is there."""

    url: str
    since: str = ""
    parts: str = ""  # CSS selectors, one a part; none: the page only tells who else is there
    here: str = ""  # where its reader's own presence is told

    @property
    def every(self) -> int:
        """Seconds between two questions."""
        return int(settings.LIVE_SECONDS)


def mark(*told: object) -> str:
    """A row as it stands, in a few letters that tell nothing of it to who reads them."""
    digest = salted_hmac("incidents.live", repr(told)).digest()
    return base64.urlsafe_b64encode(digest)[:MARK].decode()


def marks(rows: Iterable[str]) -> str:
    return "".join(rows)


def changed_since(since: str, current: str) -> int:
    """How many rows of a list are other than they were: changed, come or gone."""
    before, after = (set(split(side)) for side in (since, current))
    return min(max(len(after - before), len(before - after)), MANY)


def split(side: str) -> list[str]:
    return [side[at : at + MARK] for at in range(0, len(side), MARK)]


def row_mark(pk: int, event_count: int) -> str:
    """For the team, to whom every event is something new."""
    return mark(pk, event_count)


# A customer's list says nothing but what these and the standing solution say; a note of the team moves none of them.
SHOWN_TO_CUSTOMERS = (
    *("pk", "title", "state", "owner_id", "statement_id", "statement_answer", "customer_action_needed"),
    *("closed_as", "responded_at", "recognised_at", "relieved_at", "resolved_at", "next_update_by"),
)


Shown = tuple[object, ...]


def shown_rows(rows: IncidentQuerySet) -> Iterable[Shown]:
    """What a customer's list shows of them, read from the database without the rest."""
    standing = FilteredRelation("solutions", condition=Q(solutions__outcome=Solution.Outcome.PROPOSED))
    return rows.annotate(standing=standing).values_list(*SHOWN_TO_CUSTOMERS, "standing__pk", "standing__kept_open_at")


def shown(incident: Incident) -> Shown:
    """The same, of an incident that was read already."""
    standing = incident.standing_solution()
    solution = (standing.pk, standing.kept_open_at) if standing else (None, None)
    return *(getattr(incident, name) for name in SHOWN_TO_CUSTOMERS), *solution


def customers_marks(lists: Iterable[Iterable[Shown]]) -> str:
    """One mark an incident, in which lists it stands included: who moves between them has changed, once."""
    places: dict[Shown, list[int]] = {}
    for place, rows in enumerate(lists):
        for row in rows:
            places.setdefault(row, []).append(place)
    return marks(mark(*row, within) for row, within in places.items())


def number_in(request: HttpRequest) -> int:
    """How many events the asking page shows; what is none of its numbers is none at all."""
    since = request.GET.get("since", "")
    return int(since) if since.isascii() and since.isdigit() and len(since) < 10 else 0


def company(incident: Incident, user: User) -> list[dict[str, str]]:
    """Who else of the team is there; one query."""
    rows = Presence.objects.others(user).filter(incident=incident, person__is_active=True).select_related("person")
    return [{"initials": one.person.initials, "words": one.words} for one in rows.order_by("pk")[:COMPANY]]


def answer(request: HttpRequest, **told: Any) -> HttpResponse:
    """Small, private, and a 304 where nothing is new."""
    response = JsonResponse(told)
    etag = f'"{salted_hmac("incidents.live", response.content).hexdigest()[:20]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
