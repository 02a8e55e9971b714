"""What was named in an answer has to stand still: it is asked for before the rest of the answer is judged (R1, D9)."""

from collections.abc import Mapping
from typing import Any

from incidents.actions.flags import require_up
from incidents.actions.recognising import require_seen
from incidents.actions.solving import require_standing
from incidents.actions.tasking import require_open
from incidents.models import Incident


def require_what_was_named(verb: str, incident: Incident, sent: Mapping[str, Any]) -> None:
    """For a door that could read only part of what was sent. Raises NotPossible where it stands no more."""
    if is_number(sent.get("solution")):
        require_standing(incident, sent["solution"])
    if is_number(sent.get("statement")):
        require_seen(incident, sent["statement"])
    if is_number(sent.get("task")):
        require_open(incident.tasks.get(pk=sent["task"]))
    if verb == "lower_flag" and sent.get("flag") in Incident.FLAGS:
        require_up(sent["flag"], incident)


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
