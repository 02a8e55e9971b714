"""What is known beside the incidents: how it goes on, and what the incidents hear of it (R14, R23, R24, R27)."""

from collections.abc import Iterable
from datetime import datetime

from tests.walk import times
from tests.walk.model import COMPLETE, FLAGS, Incident, Known, Person
from tests.walk.readers import holders, tell

# What can become of a record: its kind, from which status, and to which.
BECOMES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "know_problem": ("problem", ("investigating",), "known_error"),
    "release_fix": ("problem", ("investigating", "known_error"), "fix_released"),
    "remove_problem": ("problem", ("investigating", "known_error", "fix_released"), "removed"),
    "reinvestigate_problem": ("problem", ("known_error", "fix_released", "removed"), "investigating"),
    "finish_change": ("change", ("planned",), "done"),
    "cancel_change": ("change", ("planned",), "cancelled"),
    "deliver_rca": ("rca", ("asked",), "delivered"),
}
UNTOLD = ("know_problem",)  # that a cause is understood is nothing to act on


def can_become(known: Known, verb: str) -> bool:
    kind, sources, _status = BECOMES[verb]
    return known.kind == kind and known.status in sources


def become(known: Known, verb: str, now: datetime) -> None:
    known.status = BECOMES[verb][2]
    known.is_untold |= verb not in UNTOLD
    if known.status in ("fix_released", "removed"):
        known.fixed_at = known.fixed_at or now
    if known.status == "removed":
        known.removed_at = now
    if known.status == "investigating":
        known.fixed_at = known.removed_at = None


def spread(records: Iterable[Known], incidents: list[Incident], now: datetime, managers: list[Person]) -> None:
    """Whatever is untold is told now: to owners, and of a removal to every customer it ever hit, once (R23)."""
    for known in records:
        if known.is_untold:
            known.is_untold = False
            for incident in incidents:
                hear(incident, known, now, managers)
            known.told |= told_of_removal(known, incidents)


def hear(incident: Incident, known: Known, now: datetime, managers: list[Person]) -> None:
    """Its wait is over, action is needed, the owner is told (R14, R15); what is closed stays as it is (R13)."""
    is_over = incident.waits_for is known and known.status in COMPLETE
    behind = [match for match in incident.matches if match.problem is known and match.told != known.status]
    is_news = is_over or (behind and known.status != "known_error")
    if incident.state == "closed" or not is_news:
        return
    times.settle(incident, now, managers)
    incident.waits_for = None if is_over else incident.waits_for
    for match in behind:
        match.told = known.status
    incident.flags.add(FLAGS[0])
    incident.version += 1
    incident.timeline.append("note_progress")
    tell(incident, "note_progress", "staff", *holders(incident, now))


def told_of_removal(known: Known, incidents: list[Incident]) -> set[str]:
    """The reporters of what it hit before; what was no incident at all hears nothing."""
    if known.removed_at is None:
        return set()
    hit = [
        (incident, match)
        for incident in incidents
        for match in incident.matches
        if match.problem is known and match.at <= known.removed_at and incident.closed_as != "discarded"
    ]
    return {incident.reporter.email for incident, _match in hit}


def caused(incident: Incident) -> tuple[datetime | None, datetime | None]:
    """When the last of its Problems had a released fix, and when it was removed (R23); what came back is neither."""
    matches = incident.matches
    if any(match.problem.removed_at and match.at > match.problem.removed_at for match in matches):
        return None, None
    fixed = [max(match.problem.fixed_at, match.at) for match in matches if match.problem.fixed_at]
    removed = [match.problem.removed_at for match in matches if match.problem.removed_at]
    return whole(fixed, len(matches)), whole(removed, len(matches))


def whole(times: list[datetime], many: int) -> datetime | None:
    return max(times) if times and len(times) == many else None
