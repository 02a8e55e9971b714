"""What the morning review's stage shows of a case, and the agenda beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from escalations import risk
from escalations.meetings.days import today
from escalations.meetings.morning import GROUPS, MOST, REASONS, Waiting, board, decided
from escalations.models import MorningReview
from incidents import clockwork, markdown
from incidents.models import Incident, Message
from incidents.stations import stations
from incidents.views.live import Live, mark, marks, row_mark
from notifications.moment import now

PARTS = ".agenda|#meeting-count|#decided"
LATELY = 8  # lines of the timeline
Course = MorningReview.Course
# Where each course begins, and what the link says; a flow that an installation lacks begins on the incident's page.
FLOWS: dict[str, tuple[str, str | Promise]] = {
    Course.INVESTIGATE: ("workspace:investigation", _("To the investigation")),
    Course.KNOWN_ERROR: ("workspace:match_problem", _("Match a known error")),
    Course.COLLEAGUES: ("escalations:ask", _("Ask colleagues")),
    Course.SME: ("escalations:ask", _("Ask an SME")),
    Course.ICM: ("escalations:open_icm", _("Open an ICM")),
    Course.ASSISTANCE: ("workspace:raise_flag", _("Request assistance")),
}


@dataclass(frozen=True)
class Line:
    """One row of the agenda: a case that waits, or one that is decided."""

    incident: Incident
    said: str
    icon: str
    is_done: bool = False


@dataclass(frozen=True)
class Meeting:
    """Today's cases, those decided already, and the place of the one on the stage (-1: none of them)."""

    cases: list[Waiting]
    done: list[MorningReview]
    is_cut: bool
    at: int = -1

    def on(self, incident: Incident | None) -> "Meeting":
        places = [place for place, case in enumerate(self.cases) if incident and case.incident.pk == incident.pk]
        return replace(self, at=places[0] if places else -1)

    @property
    def total(self) -> int:
        return len(self.cases) + len(self.done)

    @property
    def agenda(self) -> list[tuple[str, list[Line]]]:
        """Under their headings; what is decided stands first, ticked, where it stood before."""
        found: dict[int, list[Line]] = {}
        for review in self.done:
            found.setdefault(group_of(review.reasons), []).append(decided_line(review))
        for case in self.cases:
            found.setdefault(case.group, []).append(Line(case.incident, ", ".join(case.why), case.icon))
        return [(str(GROUPS[group]), found[group]) for group in sorted(found)]

    @property
    def why(self) -> list[str]:
        """Why the case on the stage is there; what somebody brought up has no reason."""
        return self.cases[self.at].why if self.at >= 0 else []

    def after(self) -> Incident | None:
        """The next case that waits, round to the first."""
        others = [*self.cases[self.at + 1 :], *self.cases[: max(self.at, 0)]]
        return others[0].incident if others else None

    def before(self) -> Incident | None:
        return self.cases[self.at - 1].incident if self.at > 0 else None


def group_of(reasons: Iterable[str]) -> int:
    """What had no reason to be there was brought up by somebody: it stands with what needs help."""
    return min((REASONS[reason].group for reason in reasons if reason in REASONS), default=0)


def decided_line(review: MorningReview) -> Line:
    return Line(review.incident, review.get_course_display(), "check", is_done=True)


def meeting(user: User) -> Meeting:
    found = board(user)
    waiting = {case.incident.pk for case in found}
    done = [review for review in decided(today()) if review.incident_id not in waiting]
    return Meeting(found[:MOST], done, is_cut=len(found) > MOST)


def live(held: Meeting) -> Live:
    return Live(reverse("live_meetings:morning"), how_it_stands(held), PARTS)


def how_it_stands(held: Meeting) -> str:
    """One mark a case that waits, one a decision."""
    waiting = [row_mark(case.incident.pk, case.incident.event_count) for case in held.cases]
    return marks([*waiting, *(mark("review", review.pk) for review in held.done)])


def stage(incident: Incident, user: User) -> dict[str, Any]:
    """Facts, what happened since it was last looked at, and the signs that its customer may be unhappy."""
    moment = now()
    last = incident.morning_reviews.order_by("pk").last()
    said = incident.messages.filter(visibility=Message.Visibility.PUBLIC)
    ours = said.exclude(author__role=User.Role.CUSTOMER).order_by("pk").last()
    events = incident.events.visible_to(user).filter(seq__gt=last.through if last else 0)
    lately = events.select_related("by", "message__author").prefetch_related("attachments").order_by("-seq")[:LATELY]
    return {
        "summary": markdown.to_text(ours.body if ours else incident.description),
        "heard_at": ours.at if ours else None,
        "clock": clockwork.nearest(incident, moment),
        "stations": stations(incident),
        "days": (moment - incident.opened_at).days + 1,
        "risk": risk.risk_of(incident, moment).reasons,
        "lately": [(event, getattr(event, "message", None)) for event in reversed(lately)],
    }


def flow_of(review: MorningReview) -> dict[str, str]:
    """Where the course that was decided begins."""
    name, words = FLOWS[review.course]
    try:
        url = reverse(name, args=[review.incident.number])
    except NoReverseMatch:
        url = reverse("workspace:incident", args=[review.incident.number])
    return {"url": url, "words": str(words)}
