"""Who has how much on their hands, what nobody has, and how ownership was lent and moved (R11, R11a)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from incidents.models import Incident
from incidents.views.doors import user_of
from incidents.views.workspace.door import WORKSPACE, capped, show
from incidents.views.workspace.exceptions import told
from incidents.views.workspace.rows import list_rows, listed
from notifications.moment import now

ROWS = 50
RECENT = timedelta(weeks=4)
OPEN = [state for state in Incident.State.values if state != Incident.State.CLOSED]


@dataclass(frozen=True)
class Load:
    """One person: what they own, how much of it wants them now, the next clock, and for how much they stand in."""

    person: User
    open: int
    act_now: int
    next_due: datetime | None
    covers: int
    is_late: bool
    href: str


@WORKSPACE.guard("GET")
def ownership(request: HttpRequest) -> HttpResponse:
    """People by load, what is nobody's on top, covers that run or will, and the hand-overs of the last weeks."""
    visible: Any = Incident.objects.visible_to(user_of(request))
    unowned = visible.open().unowned()
    context = {
        "unowned": list_rows(listed(unowned).order_by("severity", "pk")[:ROWS]),
        "unowned_count": capped(unowned),
        "loads": loads(visible),
        "covers": covers(visible),
        "handovers": told(visible, "transfer_ownership").filter(at__gte=now() - RECENT)[:ROWS],
        "may_transfer": user_of(request).is_manager,
        "limit": ROWS,
    }
    return show(request, "ownership.html", context)


def loads(visible: Any) -> list[Load]:
    """Whoever has most to do now first; three queries, however many people and incidents."""
    moment = now()
    wants = Q(action_needed=True) | Q(state=Incident.State.NEW)
    counts = visible.open().order_by().values("owner")
    owned = {
        row["owner"]: row
        for row in counts.annotate(
            open=Count("pk", distinct=True),
            act_now=Count("pk", distinct=True, filter=wants),
            next_due=Min("clocks__due_at"),
        )
    }
    standing_in = visible.open().filter(deputy_from__lte=moment, deputy_until__gt=moment).order_by().values("deputy")
    lent = {row["deputy"]: row["n"] for row in standing_in.annotate(n=Count("pk"))}
    found = [load(person, owned.get(person.pk, {}), lent.get(person.pk, 0), moment) for person in people()]
    return sorted(found, key=lambda one: (-one.act_now, -one.open, one.person.name))


def people() -> QuerySet[User]:
    return User.objects.support()


def load(person: User, owned: dict[str, Any], covers: int, moment: datetime) -> Load:
    due = owned.get("next_due")
    query = urlencode([("owner", person.pk), *(("state", state) for state in OPEN)])
    return Load(
        person=person,
        open=owned.get("open", 0),
        act_now=owned.get("act_now", 0),
        next_due=due,
        covers=covers,
        is_late=due is not None and due <= moment,
        href=f"{reverse('workspace:all_incidents')}?{query}",
    )


def covers(visible: Any) -> QuerySet[Incident]:
    """Covers that run, or are planned, the next to begin first."""
    rows = visible.open().filter(deputy_until__gt=now()).select_related("owner", "deputy", "organization", "title_mark")
    ordered: QuerySet[Incident] = rows.order_by("deputy_from", "pk")[:ROWS]
    return ordered
