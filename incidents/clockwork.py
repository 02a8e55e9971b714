"""Clocks as a page shows them: how near each promise is, in one word, a length of time and a share."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.models import Clock, Incident
from incidents.models.pressing import drawn_from, soon_at

NOTHING = timedelta()


@dataclass(frozen=True)
class Face:
    """One clock at one moment. `says` names the sentence around `length`; the words themselves are the template's."""

    kind: str
    label: str
    level: str  # ok, soon, late or met
    says: str  # left, over, met, missed, apart or stopped
    length: timedelta
    percent: int
    due: datetime | None
    start: datetime | None = None
    is_running: bool = False
    missed_at: datetime | None = None  # a promise that was missed before this one


def faces(incident: Incident, moment: datetime) -> list[Face]:
    """Every clock: those that run by what is due first, then those at rest."""
    shown = [face(clock, incident, moment) for clock in incident.clocks.all() if is_shown(clock)]
    return sorted(shown, key=lambda one: (not one.is_running, one.due or moment))


def nearest(incident: Incident, moment: datetime) -> Face | None:
    """The one clock of a list's row: what is due first, else what became of Relief."""
    shown = faces(incident, moment)
    running = [one for one in shown if one.is_running]
    at_rest = [one for one in shown if one.kind == Clock.Kind.RELIEF]
    return next(iter([*running, *at_rest]), None)


def is_shown(clock: Clock) -> bool:
    """A promise of an update that was kept leaves nothing to look at."""
    return clock.is_running or clock.kind != Clock.Kind.NEXT_UPDATE


def face(clock: Clock, incident: Incident, moment: datetime) -> Face:
    if clock.due_at is None or clock.run_since is None:
        return at_rest(clock, incident)
    return running(clock, clock.run_since, clock.due_at, moment)


def running(clock: Clock, since: datetime, due: datetime, moment: datetime) -> Face:
    """Wall time is shown even where working hours are counted, so that two clocks can be compared."""
    left = due - moment
    start = drawn_from(clock, since, due)
    used = share(start, due, moment)
    level = "late" if left < NOTHING else "soon" if moment >= soon_at(clock, since, due) else "ok"
    return Face(
        kind=clock.kind,
        label=clock.get_kind_display(),
        level=level,
        says="over" if left < NOTHING else "left",
        length=abs(left),
        percent=round(100 * used),
        due=due,
        start=start,
        is_running=True,
        missed_at=clock.breached_at if clock.breached_at and clock.breached_at < due else None,
    )


def share(start: datetime, due: datetime, moment: datetime) -> float:
    if start >= due:
        return 1.0
    return min(max((moment - start) / (due - start), 0.0), 1.0)


def at_rest(clock: Clock, incident: Incident) -> Face:
    """What became of a promise whose clock stands still."""
    reached = {"response": incident.responded_at, "relief": incident.relieved_at}.get(clock.kind)
    used = round(100 * min(clock.elapsed / clock.target, 1.0))
    level, says, length, due = "ok", "stopped", clock.elapsed, reached
    if incident.is_counted_apart:
        says = "apart"
    elif clock.breached_at is not None:
        level, says, length, due = "late", "missed", max(clock.elapsed - clock.target, NOTHING), clock.breached_at
    elif reached is not None:
        level, says = "met", "met"
    return Face(clock.kind, clock.get_kind_display(), level, says, length, used, due)
