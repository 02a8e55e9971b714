"""Shiproom's board: each CSAT-impacting ICM that somebody has to decide about, most at risk first (R41)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from escalations.meetings.days import team_zone
from escalations.models import EscalationEvent, Icm, ShiproomReview
from escalations.models.icm import IcmQuerySet
from escalations.models.shiproom import MARK, NO_NEWS, ever_csat_impacting, to_review
from incidents.models import Incident

MOST = 100  # rows of one page
ORDER = ("severity", "opened_at", "pk")
FEELINGS = ("angry", "frustrated", "worried", "calm", "")
TOLD = ("update", "mitigate", "resolve", "request_information", "provide_information", "send_back", "close")


@dataclass(frozen=True)
class Owed:
    """What the product group owes, who there does, and since when; nothing has no moment."""

    what: str
    who: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One ICM as shiproom sees it."""

    icm: Icm
    incident: Incident | None  # the one that was escalated
    sentiment: str
    why: str
    prevention: str
    since: datetime  # when it became CSAT-impacting
    told_at: datetime | None
    told: str
    owed: Owed
    others: int  # other customers that it hits
    carried_from: date | None  # on the list since before that meeting
    last: ShiproomReview | None


def rows_to_review(today: date, within: Q, *, for_pg: bool = False) -> list[Row]:
    """Whatever waits for a review; at most one more than MOST. `for_pg`: without what the support team keeps."""
    return dressed(to_review(today).filter(within), for_pg=for_pg)


def first_of(icms: IcmQuerySet) -> IcmQuerySet:
    """Those that a page reads: at most one more than MOST."""
    return icms.order_by(*ORDER)[: MOST + 1]


def impacting(within: Q) -> IcmQuerySet:
    """Every ICM that is CSAT-impacting now, reviewed or not."""
    return ever_csat_impacting().filter(within, is_csat_impacting=True)


def row_of(icm: Icm, *, for_pg: bool = False) -> Row | None:
    """One of them, wherever it stands; none where it never was CSAT-impacting."""
    return next(iter(dressed(ever_csat_impacting().filter(pk=icm.pk), for_pg=for_pg)), None)


def dressed(icms: IcmQuerySet, *, for_pg: bool = False) -> list[Row]:
    """With all that a row says, in a fixed number of queries, most at risk first."""
    events = EscalationEvent.objects.filter(kind=Icm.KIND, record_id=OuterRef("pk"))
    marks, told = events.filter(verb=MARK).order_by("-seq"), events.filter(verb__in=TOLD).order_by("-seq")
    told = told.filter(is_for_support=False) if for_pg else told
    found = icms.with_everything().prefetch_related(
        "hits__incident__solutions", "hits__incident__matches", "hits__incident__clocks"
    )
    found = found.annotate(
        marked=Subquery(marks.values("data")[:1]),
        marked_at=Subquery(events.filter(verb=MARK).order_by("seq").values("at")[:1]),
        told_at=Subquery(told.values("at")[:1]),
        told=Subquery(told.values("body")[:1]),
        pg_at=Subquery(events.filter(member__isnull=False).exclude(verb__in=NO_NEWS).order_by("-seq").values("at")[:1]),
        asked_at=Subquery(events.filter(verb="hand_over").order_by("-seq").values("at")[:1]),
    )
    icms_found: list[Any] = list(first_of(found))
    reviews = last_reviews(icms_found)
    waits, meetings = waiting_since(icms_found), meetings_held()
    rows = [row(icm, reviews.get(icm.pk), waits.get(icm.pk), meetings) for icm in icms_found]
    return sorted(rows, key=lambda each: (FEELINGS.index(each.sentiment), each.icm.severity, each.since))


def row(icm: Any, last: ShiproomReview | None, waits: datetime | None, meetings: list[date]) -> Row:
    details = icm.marked or {}
    escalated = details.get("incident", "")
    hit = next((each for each in icm.incidents if each.number == escalated), next(iter(icm.incidents), None))
    since = icm.marked_at or icm.opened_at
    return Row(
        icm=icm,
        incident=hit,
        sentiment=feeling(str(details.get("sentiment", ""))),
        why=str(details.get("why", "")),
        prevention=str(details.get("prevention", "")),
        since=since,
        told_at=icm.told_at,
        told=icm.told or "",
        owed=owed(icm),
        others=len({each.organization_id for each in icm.incidents}) - 1 if icm.incidents else 0,
        carried_from=carried(waits or since, meetings),
        last=last,
    )


def feeling(said: str) -> str:
    """The first word of the sentiment, as the request knows it; the rest is the asker's own words."""
    word = said.partition(",")[0].strip().lower()
    return word if word in FEELINGS else ""


def owed(icm: Any) -> Owed:
    """By the state: whoever has to move next, of the product group."""
    owner = icm.owner.name if icm.owner else ""
    match icm.state:
        case Icm.State.OPEN:
            return Owed(_("An owner: nobody has acknowledged it"), "", icm.asked_at or icm.opened_at)
        case Icm.State.ACKNOWLEDGED:
            return Owed(_("The next update"), owner, icm.pg_at or icm.acknowledged_at)
        case Icm.State.MITIGATED:
            return Owed(_("The cause removed: it is mitigated only"), owner, icm.mitigated_at)
        case Icm.State.NEEDS_INFORMATION:
            return Owed(_("Nothing: they wait for what they asked us"))
        case Icm.State.RESOLVED if icm.resolution == Icm.Resolution.BY_DESIGN and not icm.insight:
            return Owed(_("The reasoning, in words for the customer"), owner, icm.resolved_at)
        case Icm.State.RESOLVED:
            return Owed(_("Nothing: we have to verify it"))
        case _:
            return Owed(_("Nothing"))


def last_reviews(icms: Iterable[Icm]) -> dict[int, ShiproomReview]:
    """The last decision about each; the newest comes last and stands."""
    newest = ShiproomReview.objects.filter(icm__in=list(icms)).values("icm").annotate(last=Max("pk")).values("last")
    rows = ShiproomReview.objects.filter(pk__in=newest).select_related("by", "member")
    return {each.icm_id: each for each in rows}


def waiting_since(icms: Iterable[Icm]) -> dict[int, datetime]:
    """When each came onto the list: the first news after its last review."""
    last = ShiproomReview.objects.filter(icm=OuterRef("record_id")).order_by("-pk").values("through")[:1]
    news = EscalationEvent.objects.filter(kind=Icm.KIND, record_id__in=[icm.pk for icm in icms]).exclude(
        verb__in=NO_NEWS
    )
    reviewed = news.annotate(through=Subquery(last)).filter(seq__gt=Coalesce("through", 0), through__isnull=False)
    return dict(reviewed.order_by().values_list("record_id").annotate(first=Min("at")))


def meetings_held() -> list[date]:
    """The days of the last ones, newest first."""
    days = ShiproomReview.objects.order_by("-day").values_list("day", flat=True).distinct()
    return list(days[:10])


def carried(since: datetime, meetings: list[date]) -> date | None:
    """The first meeting that has passed it by, as far back as the last ten go."""
    day = since.astimezone(team_zone()).date()
    missed = [each for each in meetings if each > day]
    return missed[-1] if missed else None
