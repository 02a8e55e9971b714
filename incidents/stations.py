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
    """Each R's own time; none is derived from the state. Removal waits for what is linked as the cause."""
    return {
        "response": incident.responded_at,
        "recognition": incident.recognised_at,
        "relief": incident.relieved_at,
        "resolution": incident.resolved_at,
        "removal": None,
    }


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
    return {"removal"} if incident.category in Incident.NOTHING_TO_PREVENT and incident.resolved_at else set()


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
            return _("Gone from your side") if incident.resolved_at else _("In your hands")
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


def relief_note(incident: Incident) -> str:
    if incident.relieved_at is None:
        return _("A fix, or a way to keep working")
    last = max(incident.solutions.all(), key=lambda solution: solution.pk, default=None)
    return _("Workaround ready") if last and last.is_workaround else _("Fix ready")
