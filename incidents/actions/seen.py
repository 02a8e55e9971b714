"""What the person had before them when they answered: it is asked for before what they wrote is judged (R1, D9)."""

from collections.abc import Mapping
from typing import Any

from incidents.actions.recognising import require_seen
from incidents.actions.solving import require_standing
from incidents.models import Incident


def require_what_was_seen(incident: Incident, sent: Mapping[str, Any]) -> None:
    """For a door that could read only part of what was sent. Raises NotPossible where something newer stands."""
    if is_number(sent.get("solution")):
        require_standing(incident, sent["solution"])
    if is_number(sent.get("statement")):
        require_seen(incident, sent["statement"])


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
