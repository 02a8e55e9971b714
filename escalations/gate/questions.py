"""How each fact is asked for: what it is called, and its hint, in the area's own words where it has them (R33)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from escalations.models import Naming

QUESTIONS: dict[str, tuple[Any, Any]] = {
    "impact": (_("What does the customer lose?"), ""),
    "resource": (_("Resource"), ""),
    "region": (_("Region"), ""),
    "window_start": (_("From (UTC)"), ""),
    "window_end": (_("To (UTC)"), _("The time now, if it still happens.")),
    "expected": (_("What was expected?"), ""),
    "actual": (_("What happens instead?"), ""),
    "steps": (_("How to reproduce it"), _("Or why that is not possible.")),
    "evidence": (_("Evidence"), _("Metrics, traces, log lines.")),
    "ask": (_("What do you ask of the product group?"), ""),
    "way_around": (_("What do they do until then?"), _("The way around it today.")),
    "to_answer": (_("What must the customer be able to answer?"), _("And to whom.")),
    "subscription_id": (_("Subscription"), _("Its id, as a UUID.")),
    "needed_by": (_("Needed by"), _("A day, such as 2026-11-30.")),
    "regions": (_("Regions"), _("One a line.")),
    "reason": (_("Why do they need it?"), ""),
    "amount_now": (_("How much is there now?"), ""),
    "amount_asked": (_("How much is asked for?"), ""),
}


def label_of(name: str, naming: Naming) -> str:
    return naming.name(name) or str(QUESTIONS[name][0])


def hint_of(name: str, naming: Naming) -> str:
    return naming.hint(name) or str(QUESTIONS[name][1])
