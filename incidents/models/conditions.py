"""What a transition of an incident may ask beyond its state."""

from typing import Any

from incidents.models.incident_fields import IncidentFields

StatementAnswer = IncidentFields.StatementAnswer


def triaged(incident: Any) -> bool:
    """The past went on without, so it is not asked."""
    return bool(incident.is_history or not incident.missing_triage())


def has_owner(incident: Any) -> bool:
    return incident.owner_id is not None


def heard(incident: Any) -> bool:
    return incident.responded_at is not None


def unheard(incident: Any) -> bool:
    """Also of an incident that was closed before anybody answered, and reopened."""
    return incident.responded_at is None


def a_flag_is_up(incident: Any) -> bool:
    return any(getattr(incident, flag) for flag in incident.FLAGS)


def waits(incident: Any) -> bool:
    return bool(incident.substate)


def is_hit(incident: Any) -> bool:
    return bool(incident.matches.all())


def tells_of_outage(incident: Any) -> bool:
    return bool(incident.outage_links.all())


def is_shared(incident: Any) -> bool:
    return bool(incident.colleagues.all())


def statement_open(incident: Any) -> bool:
    return bool(incident.is_statement_open)


def statement_stands(incident: Any) -> bool:
    return bool(incident.statement_id is not None and incident.statement_answer != StatementAnswer.CORRECTED)
