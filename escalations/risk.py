"""Which open incidents may end with an unhappy customer: reasons with their evidence; people decide (R38)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalations.models import CsatRequest, RiskDismissal
from escalations.upset import UPSET, upset_in
from incidents.models import Clock, Event, Incident, Message, Rating, Solution
from incidents.spelling import spelled

OLD = timedelta(days=14)  # open for longer
UNANSWERED = 2  # messages of the customer's since our last public word
QUIET = timedelta(hours=24)  # or one that is older than this
RATED_LATELY = timedelta(days=180)
WEIGHTS = {"unhappy": 5, "upset": 4, "rejected": 3, "unanswered": 3, "breached": 3, "rated": 2, "old": 1}
EXCERPT = 140  # characters of what somebody wrote


@dataclass(frozen=True)
class Evidence:
    """What a reason rests on: a sentence, and where it stands in the timeline or on another incident."""

    what: str
    href: str = ""


@dataclass(frozen=True)
class Reason:
    """`mark` is steady as long as nothing is added to it: a new one brings a dismissed prompt back.

    `is_of_others`: it rests on other incidents alone, and says of this one only whose it is.
    """

    kind: str
    sentence: str
    mark: str
    evidence: list[Evidence] = field(default_factory=list)
    is_of_others: bool = False


@dataclass(frozen=True)
class Risk:
    """What is seen of one incident."""

    incident: Incident
    reasons: list[Reason]
    dismissal: RiskDismissal | None

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[reason.kind] for reason in self.reasons)

    @property
    def dismissed_marks(self) -> set[str]:
        return set(self.dismissal.reasons) if self.dismissal else set()

    @property
    def is_dismissed(self) -> bool:
        """Somebody looked at all of it already."""
        return self.dismissal is not None and {reason.mark for reason in self.reasons} <= self.dismissed_marks


Found = dict[int, list[Reason]]


def candidates(rows: QuerySet[Incident], moment: datetime, *, but: Collection[str] = ()) -> QuerySet[Incident]:
    """Open ones with at least one sign that the database can see; none that are escalated already.

    `but`: kinds of reasons that make nobody a candidate alone.
    """
    any_of = reduce(or_, (sign for kind, sign in signs(moment).items() if kind not in but))
    live = CsatRequest.objects.filter(incident=OuterRef("pk"), state__in=("asked", "more_asked", "approved"))
    return rows.open().filter(any_of).exclude(Exists(live))  # type: ignore[no-any-return,attr-defined]


def strongest_first(rows: QuerySet[Incident], moment: datetime) -> QuerySet[Incident]:
    """Whoever said it before whoever only seems so; then what presses most. Where a look is cut, the rest is weaker."""
    seen = signs(moment)
    strength = Case(When(seen["unhappy"], then=0), When(seen["rejected"], then=1), default=2)
    return rows.annotate(strength=strength).order_by("strength", "presses_at", "pk")


def signs(moment: datetime) -> dict[str, Q]:
    """Of each kind of reason what the database can see of it; a look decides."""
    upset = reduce(or_, (Q(body__icontains=word) for word in UPSET))
    told = reduce(or_, (Q(description__icontains=word) for word in UPSET))
    said = Message.objects.filter(incident=OuterRef("pk"), visibility="public", author__role="customer").order_by()
    low = Rating.objects.low().filter(incident__organization=OuterRef("organization"), at__gt=moment - RATED_LATELY)
    return {
        "unhappy": Q(Exists(Event.objects.filter(incident=OuterRef("pk"), verb="say_unhappy"))),
        "upset": told | Q(Exists(said.filter(upset))),
        "rejected": Q(Exists(Solution.objects.filter(incident=OuterRef("pk"), outcome="rejected"))),
        "unanswered": Q(Exists(waiting_for_us(said))),
        "breached": Q(Exists(Clock.objects.filter(incident=OuterRef("pk"), breached_at__isnull=False))),
        "rated": Q(Exists(low)),
        "old": Q(opened_at__lte=moment - OLD),
    }


def waiting_for_us(said: QuerySet[Message]) -> QuerySet[Message]:
    """Words of the customer's after which we have said nothing in public."""
    ours = Message.objects.filter(incident=OuterRef("incident"), visibility="public", pk__gt=OuterRef("pk"))
    return said.filter(~Exists(ours.exclude(author__role="customer")))


def risks_of(incidents: Sequence[Incident], moment: datetime) -> list[Risk]:
    """Of these, in their order; a fixed number of queries however many they are."""
    found: Found = defaultdict(list)
    for look in (unhappy, upset, rejected, unanswered, breached, rated, old):
        for pk, reason in look(incidents, moment):
            found[pk].append(reason)
    last = {row.incident_id: row for row in RiskDismissal.objects.filter(incident__in=incidents).select_related("by")}
    return [Risk(incident, found[incident.pk], last.get(incident.pk)) for incident in incidents]


def risk_of(incident: Incident, moment: datetime) -> Risk:
    return risks_of([incident], moment)[0]


# --- One look a reason ------------------------------------------------------------------------------------------------

Look = Iterable[tuple[int, Reason]]


def unhappy(incidents: Sequence[Incident], moment: datetime) -> Look:
    """They pressed “not happy with how this is going”."""
    rows = (
        Event.objects.filter(incident__in=incidents, verb="say_unhappy").select_related("by", "message").order_by("seq")
    )
    for pk, events in grouped(rows).items():
        seen = [Evidence(said_by(event), f"#event-{event.seq}") for event in events]
        yield (
            pk,
            Reason("unhappy", _("They say they are not happy with how this is going"), f"unhappy:{len(seen)}", seen),
        )


def upset(incidents: Sequence[Incident], moment: datetime) -> Look:
    """Their own words."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    words: dict[int, list[str]] = defaultdict(list)
    for incident in incidents:
        if said := upset_in(incident.description):
            words[incident.pk] += said
            found[incident.pk].append(Evidence(excerpt(incident.description)))
    for message in of_customer(incidents).select_related("event"):
        if said := upset_in(message.body):
            words[message.incident_id] += said
            found[message.incident_id].append(Evidence(excerpt(message.body), f"#event-{message.event.seq}"))
    for pk, seen in found.items():
        what = ", ".join(f"“{word}”" for word in dict.fromkeys(words[pk]))
        yield pk, Reason("upset", _("They write: %(words)s") % {"words": what}, f"upset:{len(seen)}", seen)


def rejected(incidents: Sequence[Incident], moment: datetime) -> Look:
    rows = Solution.objects.filter(incident__in=incidents, outcome="rejected").order_by("answered_at")
    for pk, solutions in grouped(rows).items():
        n = len(solutions)
        said = ngettext("A solution was rejected", "%(n)d solutions were rejected", n) % {"n": n}
        seen = [Evidence(f"{spelled(each.answered_at)}: {excerpt(each.answer)}") for each in solutions]
        yield pk, Reason("rejected", said, f"rejected:{n}", seen)


def unanswered(incidents: Sequence[Incident], moment: datetime) -> Look:
    """They wrote, more than once or long ago, and we have said nothing to them since."""
    waiting = waiting_for_us(of_customer(incidents)).select_related("event").order_by("pk")
    for pk, messages in grouped(waiting).items():
        n, since = len(messages), messages[0].at
        if n < UNANSWERED and moment - since < QUIET:
            continue
        said = ngettext(
            "A message of theirs is unanswered since %(since)s",
            "%(n)d messages of theirs are unanswered, the first since %(since)s",
            n,
        )
        seen = [Evidence(excerpt(each.body), f"#event-{each.event.seq}") for each in messages]
        yield pk, Reason("unanswered", said % {"n": n, "since": spelled(since)}, f"unanswered:{messages[-1].pk}", seen)


def breached(incidents: Sequence[Incident], moment: datetime) -> Look:
    """Also promised updates that came late, of which the clock keeps only the last: the timeline has them all."""
    events = Event.objects.filter(incident__in=incidents, verb="breach").order_by("seq")
    names = dict(Clock.Kind.choices)
    for pk, rows in grouped(events).items():
        n = len(rows)
        said = ngettext("A promise was missed", "%(n)d promises were missed", n) % {"n": n}
        seen = [
            Evidence(
                _("%(clock)s was due %(due)s")
                % {"clock": names.get(row.data["clock"], ""), "due": spelled(row.data.get("due_at"))},
                f"#event-{row.seq}",
            )
            for row in rows
        ]
        yield pk, Reason("breached", said, f"breached:{n}", seen)


def rated(incidents: Sequence[Incident], moment: datetime) -> Look:
    """What their organisation said lately: of this one, where it is open again, and of others."""
    organizations = {incident.organization_id for incident in incidents}
    low = Rating.objects.low().filter(incident__organization__in=organizations, at__gt=moment - RATED_LATELY)
    by_organization: dict[int, list[Rating]] = defaultdict(list)
    for rating in low.select_related("incident").order_by("at"):
        by_organization[rating.incident.organization_id].append(rating)
    for incident in incidents:
        ratings = by_organization[incident.organization_id]
        for own in (each for each in ratings if each.incident_id == incident.pk):
            said = _("They rated this low before it was opened again")
            yield incident.pk, Reason("rated", said, f"rated_this:{own.version}", [rating_evidence(own)])
        if others := [each for each in ratings if each.incident_id != incident.pk]:
            said, seen = _("Their organisation rated us low in the last six months"), others[-5:]
            mark = f"rated:{len(others)}"
            yield incident.pk, Reason("rated", said, mark, [rating_evidence(each) for each in seen], is_of_others=True)


def rating_evidence(rating: Rating) -> Evidence:
    return Evidence(rating_line(rating), f"/workspace/incidents/{rating.incident.number}/")


def rating_line(rating: Rating) -> str:
    line = _("%(number)s: %(score)d of 5") % {"number": rating.incident.number, "score": rating.score}
    return f"{line}, {excerpt(rating.words)}" if rating.words else line


def old(incidents: Sequence[Incident], moment: datetime) -> Look:
    for incident in incidents:
        days = (moment - incident.opened_at).days
        if moment - incident.opened_at >= OLD:
            said = _("Open for %(days)d days") % {"days": days}
            mark = f"old:{days // OLD.days}"
            yield (
                incident.pk,
                Reason("old", said, mark, [Evidence(_("Since %(at)s") % {"at": spelled(incident.opened_at)})]),
            )


# --- What the looks share ---------------------------------------------------------------------------------------------


def of_customer(incidents: Sequence[Incident]) -> QuerySet[Message]:
    return Message.objects.filter(incident__in=incidents, visibility="public", author__role="customer")


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.incident_id].append(row)
    return found


def said_by(event: Event) -> str:
    words = event.message.body if hasattr(event, "message") else ""
    who = event.by.name if event.by else ""
    return f"{who}, {spelled(event.at)}: {excerpt(words)}" if words else f"{who}, {spelled(event.at)}"


def excerpt(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:EXCERPT].rstrip()}…" if len(line) > EXCERPT else line
