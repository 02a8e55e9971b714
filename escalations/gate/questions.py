"""How each fact is asked for: what it is called, and its hint, in the area's own words where it has them (R33)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalations.models import Naming

QUESTIONS: dict[str, tuple[Any, Any]] = {
    "impact": (gettext_lazy("What does the customer lose?"), ""),
    "resource": (gettext_lazy("Resource"), ""),
    "region": (gettext_lazy("Region"), ""),
    "window_start": (gettext_lazy("From (UTC)"), ""),
    "window_end": (gettext_lazy("To (UTC)"), gettext_lazy("The time now, if it still happens.")),
    "expected": (gettext_lazy("What was expected?"), ""),
    "actual": (gettext_lazy("What happens instead?"), ""),
    "steps": (gettext_lazy("How to reproduce it"), gettext_lazy("Or why that is not possible.")),
    "evidence": (gettext_lazy("Evidence"), gettext_lazy("Metrics, traces, log lines.")),
    "ask": (gettext_lazy("What do you ask of the product group?"), ""),
    "way_around": (gettext_lazy("What do they do until then?"), gettext_lazy("The way around it today.")),
    "to_answer": (gettext_lazy("What must the customer be able to answer?"), gettext_lazy("And to whom.")),
    "subscription_id": (gettext_lazy("Subscription"), gettext_lazy("Its id, as a UUID.")),
    "needed_by": (gettext_lazy("Needed by"), gettext_lazy("A day, such as 2026-11-30.")),
    "regions": (gettext_lazy("Regions"), gettext_lazy("One a line.")),
    "reason": (gettext_lazy("Why do they need it?"), ""),
    "amount_now": (gettext_lazy("How much is there now?"), ""),
    "amount_asked": (gettext_lazy("How much is asked for?"), ""),
}


IN_UTC = {"window_start", "window_end"}


def label_of(name: str, naming: Naming) -> str:
    """A time is asked for in UTC, whatever it is called; where it is read, UTC stands behind the time itself."""
    own = naming.name(name)
    if own and name in IN_UTC and "UTC" not in own:
        return _("%(name)s (UTC)") % {"name": own}
    return own or str(QUESTIONS[name][0])


def hint_of(name: str, naming: Naming) -> str:
    return naming.hint(name) or str(QUESTIONS[name][1])
