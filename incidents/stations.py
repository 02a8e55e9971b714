"""The five R's as five stations: what the customer has got so far (R23)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from incidents.models import Incident


@dataclass(frozen=True)
class Station:
    """One R: its key, the customer's word for it, when it was reached, and the note under it."""

    key: str
    label: str
    at: datetime | None
    state: str  # done, now or todo
    note: str


def milestones(incident: Incident) -> dict[str, datetime | None]:
    """Each R's own time; none is derived from the state.

    The last two also come from the Problems that hit it, however long it has been closed: nothing is written to it.
    """
    fixed, removed = causes(incident)
    return {
        "response": incident.responded_at,
        "recognition": incident.recognised_at,
        "relief": incident.relieved_at,
        "resolution": min(filter(None, [incident.resolved_at, fixed]), default=None),
        "removal": removed,
    }


def causes(incident: Incident) -> tuple[datetime | None, datetime | None]:
    """When the last of its Problems had a released fix, and when it was removed; of several, all must be (R23).

    What was removed before it hit this incident came back, and was neither.
    """
    matches = list(incident.matches.all())
    if not matches or any(match.came_back for match in matches):
        return None, None
    fixed = [match.problem.fix_released_at and max(match.problem.fix_released_at, match.at) for match in matches]
    return latest_of(fixed), latest_of([match.problem.removed_at for match in matches])


def latest_of(times: list[datetime | None]) -> datetime | None:
    """None while one is missing."""
    there = [time for time in times if time is not None]
    return max(there) if len(there) == len(times) else None


def stations(incident: Incident) -> list[Station]:
    labels = {
        "response": _("Heard"),
        "recognition": _("Understood"),
        "relief": _("Relief"),
        "resolution": _("Resolved"),
        "removal": _("Prevented"),
    }
    reached = milestones(incident)
    done = {key for key, at in reached.items() if at} | nothing_to_prevent(incident)
    first_open = None if is_over(incident) else next((key for key in reached if key not in done), None)
    return [
        Station(
            key, labels[key], at, "done" if key in done else "now" if key == first_open else "todo", note(key, incident)
        )
        for key, at in reached.items()
    ]


def is_over(incident: Incident) -> bool:
    """Withdrawn or discarded: nothing of it is on its way any more."""
    return incident.is_closed and incident.closed_as != Incident.ClosedAs.ACCEPTED


def nothing_to_prevent(incident: Incident) -> set[str]:
    """A question or a quota has no cause to remove: the fifth R is complete with the others."""
    is_resolved = milestones(incident)["resolution"] is not None
    return {"removal"} if incident.category in Incident.NOTHING_TO_PREVENT and is_resolved else set()


def note(key: str, incident: Incident) -> str:
    owner = incident.owner.first_name if incident.owner else ""
    match key:
        case "response":
            return (
                _("%(owner)s took it on") % {"owner": owner} if incident.responded_at else _("A named engineer answers")
            )
        case "recognition":
            return recognition_note(incident)
        case "relief":
            return relief_note(incident)
        case "resolution":
            return resolution_note(incident)
        case _ if causes(incident)[1]:
            return _("Cause removed")
        case _:
            nothing = incident.category in Incident.NOTHING_TO_PREVENT
            return _("Nothing to prevent") if nothing else _("We remove the cause")


def recognition_note(incident: Incident) -> str:
    if incident.statement_answer == Incident.StatementAnswer.ACCEPTED:
        return _("By your acceptance")
    if incident.recognised_at:
        return _("Confirmed")
    return (
        _("Is this right?")
        if incident.statement_id and not incident.statement_answer
        else _("You tell us if we have it")
    )


def resolution_note(incident: Incident) -> str:
    if incident.resolved_at:
        return _("Gone from your side")
    return _("A fix is released") if causes(incident)[0] else _("In your hands")


def relief_note(incident: Incident) -> str:
    if incident.relieved_at is None:
        return _("A fix, or a way to keep working")
    last = max(incident.solutions.all(), key=lambda solution: solution.pk, default=None)
    return _("Workaround ready") if last and last.is_workaround else _("Fix ready")
