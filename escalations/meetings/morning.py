"""The morning review's board: what somebody has to decide about today, and why; what is reviewed leaves it (R28)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from escalations import risk
from escalations.meetings.days import workdays_ago
from escalations.models import MorningReview
from incidents.models import Clock, Event, Incident, Solution
from incidents.models.incident_fields import IncidentQuerySet
from notifications.moment import now

MOST = 100  # cases; a meeting that has more takes what presses most
LOOKED_AT = 200  # incidents that bear a sign: as many as one look weighs
ELSEWHERE = {"breached", "old"}  # a missed promise has a reason of its own here, and age alone is none
QUIET, UNANSWERED = 2, 3  # worked days
BROUGHT_FORWARD = "bring_forward"  # the line of the timeline by which a manager moves a case up
HELP, FRESH, SILENT, WAITING = range(4)
GROUPS: dict[int, str | Promise] = {
    HELP: _("Needs help"),
    FRESH: _("New since its last review"),
    SILENT: _("Quiet for 2 days"),
    WAITING: _("Solution unanswered for 3 days"),
}


@dataclass(frozen=True)
class Why:
    """One reason to be on the board: where it is listed, in which words, with which drawing."""

    group: int
    words: str | Promise
    icon: str


REASONS: dict[str, Why] = {
    "brought_forward": Why(HELP, _("moved up by a manager"), "play"),
    "severity_1": Why(HELP, _("severity 1"), "warn"),
    "assistance": Why(HELP, _("asks for assistance"), "hand"),
    "breached": Why(HELP, _("a promise was missed"), "clock"),
    "at_risk": Why(HELP, _("CSAT at risk"), "heart"),
    "due": Why(HELP, _("what was decided is due"), "clock"),
    "assigned": Why(FRESH, _("newly assigned"), "plus"),
    "quiet": Why(SILENT, _("nothing happened for 2 days"), "pause"),
    "unanswered": Why(WAITING, _("the customer has not answered for 3 days"), "user"),
}


@dataclass(frozen=True)
class Waiting:
    """One incident to decide about."""

    incident: Incident
    reasons: list[str]

    @property
    def group(self) -> int:
        return min(REASONS[reason].group for reason in self.reasons)

    @property
    def why(self) -> list[str]:
        return [str(REASONS[reason].words) for reason in self.reasons]

    @property
    def icon(self) -> str:
        return REASONS[self.reasons[0]].icon


def board(user: User) -> list[Waiting]:
    """What waits for a decision, what presses most first: at most one more than MOST."""
    rows = waiting(Incident.objects.visible_to(user), now())
    found = rows.select_related("owner", "area", "organization", "title_mark")[: MOST + 1]
    return [Waiting(row, reasons_in(row)) for row in found]


def waiting(rows: IncidentQuerySet, moment: datetime) -> Any:
    """The open ones with a reason that is newer than their last review, in the order of the meeting."""
    marked = with_reasons(rows, moment)
    any_of = Q()
    for reason in REASONS:
        any_of |= Q(**{f"is_{reason}": True})
    group = Case(
        *(When(**{f"is_{reason}": True}, then=Value(why.group)) for reason, why in REASONS.items()),
        output_field=IntegerField(),
    )
    found = marked.filter(any_of).annotate(group=group)
    return found.order_by("group", "-is_brought_forward", "severity", "presses_at", "next_due_at", "pk")


def with_reasons(rows: IncidentQuerySet, moment: datetime) -> Any:
    """Each incident with its last review, and for each reason whether it is new since then.

    New is what the timeline told after the review; what grows out of silence comes back by the time that has passed.
    """
    last = MorningReview.objects.filter(incident=OuterRef("pk")).order_by("-pk")
    looked = rows.filter(closed_at=None).annotate(
        through=Coalesce(Subquery(last.values("through")[:1]), 0),
        looked_at=Subquery(last.values("at")[:1]),
        return_at=Subquery(last.values("by_when")[:1]),
    )
    return looked.annotate(**{f"is_{reason}": yes_or_no(found) for reason, found in conditions(rows, moment).items()})


def yes_or_no(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def conditions(rows: IncidentQuerySet, moment: datetime) -> dict[str, Q]:
    breached = Clock.objects.filter(incident=OuterRef("pk"), breached_at__isnull=False)
    ready = Solution.objects.filter(
        incident=OuterRef("pk"),
        outcome=Solution.Outcome.PROPOSED,
        kept_open_at=None,
        proposed_at__lt=workdays_ago(moment, UNANSWERED),
    )
    worked_on = Q(state__in=(Incident.State.NEW, Incident.State.WORK_IN_PROGRESS))
    looked_long_ago = Q(looked_at=None) | Q(looked_at__lt=workdays_ago(moment, UNANSWERED))
    return {
        "brought_forward": Q(Exists(since_review(verb=BROUGHT_FORWARD))),
        "severity_1": Q(severity=1, event_count__gt=F("through")),
        "assistance": Q(assistance_required=True) & new(verb="raise_flag", data__flag="assistance_required"),
        "breached": Q(Exists(breached)) & new(verb="breach"),
        "at_risk": Q(pk__in=at_risk(rows, moment)),
        "due": Q(return_at__lte=moment),
        "assigned": Q(owner__isnull=False)
        & new(verb__in=("assign", "transfer_ownership", "take_over"), data__has_key="owner"),
        "quiet": worked_on & Q(last_event_at__lt=workdays_ago(moment, QUIET)),
        "unanswered": Q(state=Incident.State.SOLUTION_PROPOSED) & Q(Exists(ready)) & looked_long_ago,
    }


def new(**of: Any) -> Q:
    """Told by the timeline after the last review; whoever was never looked at is new altogether."""
    return Q(through=0) | Q(Exists(since_review(**of)))


def since_review(**of: Any) -> QuerySet[Event]:
    return Event.objects.filter(incident=OuterRef("pk"), seq__gt=OuterRef("through"), **of)


def at_risk(rows: IncidentQuerySet, moment: datetime) -> list[int]:
    """Where Relief sees signs that a customer may be unhappy which the last review did not know of (R38)."""
    found = risk.candidates(rows, moment, but=ELSEWHERE)
    candidates = list(risk.strongest_first(found, moment)[:LOOKED_AT])
    last = {row.incident_id: row for row in last_reviews(candidates)}
    looks = risk.risks_of(candidates, moment)
    return [look.incident.pk for look in looks if unseen(look, last.get(look.incident.pk))]


def last_reviews(incidents: Iterable[Incident]) -> Iterable[MorningReview]:
    """Of these, in the order in which they were written: the last one of each comes last."""
    return MorningReview.objects.filter(incident__in=incidents).order_by("pk")


def unseen(found: risk.Risk, last: MorningReview | None) -> set[str]:
    """Signs that neither the last review nor who dismissed them knew of.

    What the customer says of another incident is a sign of risk here too (R38), and un-reviews nothing by itself.
    """
    marks = marks_of(found)
    if last is None:
        return marks
    of_others = {reason.mark for reason in found.reasons if reason.is_of_others}
    return marks - of_others - found.dismissed_marks - set(last.risk_marks)


def marks_of(found: risk.Risk) -> set[str]:
    """What each sign rests on, where nobody has dismissed it."""
    if found.is_dismissed:
        return set()
    return {reason.mark for reason in found.reasons if reason.kind not in ELSEWHERE}


def reasons_in(row: Any) -> list[str]:
    return [reason for reason in REASONS if getattr(row, f"is_{reason}")]


def reasons_of(incident: Incident) -> list[str]:
    """Why one incident is on the board just now; none where it is not."""
    row = with_reasons(Incident.objects.filter(pk=incident.pk), now()).first()
    return reasons_in(row) if row is not None else []


def brought_forward(incidents: Iterable[Incident]) -> set[int]:
    """The keys of those that a manager moved up since their last review; two queries."""
    through = {row.incident_id: row.through for row in last_reviews(incidents)}
    moved = Event.objects.filter(incident__in=incidents, verb=BROUGHT_FORWARD)
    return {pk for pk, seq in moved.values_list("incident", "seq") if seq > through.get(pk, 0)}


def decided(day: date) -> list[MorningReview]:
    """What a day's meeting decided, the last word on each incident, in the order in which it was said."""
    rows = MorningReview.objects.on(day).standing().select_related("incident__title_mark", "who", "by")
    return list(rows.order_by("pk")[: MOST + 1])


def guidance_for(incident: Incident) -> MorningReview | None:
    """What the morning review last decided about it: the gate shows it to whoever wants to open an ICM."""
    return incident.morning_reviews.select_related("by", "who").order_by("pk").last()


def grouped(cases: Iterable[Waiting]) -> list[tuple[str, list[Waiting]]]:
    """Under their headings."""
    found: dict[int, list[Waiting]] = {}
    for case in cases:
        found.setdefault(case.group, []).append(case)
    return [(str(GROUPS[group]), found[group]) for group in sorted(found)]
