"""The facts of each kind of ICM: fixed keys, and which of them are required; no template changes either (R33)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from escalations.models.icm import Icm

Kind = Icm.Kind
OF_THE_PRODUCT = (
    *("impact", "resource", "region", "window_start", "window_end"),
    *("expected", "actual", "steps", "evidence", "ask"),
)
WITH_SUBSCRIPTION = (*OF_THE_PRODUCT[:2], "subscription_id", *OF_THE_PRODUCT[2:])
QUOTA = ("subscription_id", "regions", "reason", "amount_now", "amount_asked")
FACTS: Mapping[str, tuple[str, ...]] = {
    Kind.BUG: WITH_SUBSCRIPTION,
    Kind.FEATURE_REQUEST: (*WITH_SUBSCRIPTION, "way_around"),
    Kind.RCA: (*WITH_SUBSCRIPTION, "to_answer", "needed_by"),
    Kind.QUOTA_INCREASE: (*QUOTA, "needed_by"),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    Kind.BUG: OF_THE_PRODUCT,
    Kind.FEATURE_REQUEST: ("impact", "region", "expected", "actual", "ask"),
    Kind.RCA: ("impact", "resource", "region", "window_start", "window_end", "actual", "ask"),
    Kind.QUOTA_INCREASE: QUOTA,
}
# What each is called as it comes, and its hint.
QUESTIONS: dict[str, tuple[Any, Any]] = {
    "impact": (gettext_lazy("What does the customer lose?"), ""),
    "resource": (gettext_lazy("Resource"), ""),
    "region": (gettext_lazy("Region"), ""),
    "window_start": (gettext_lazy("From (UTC)"), gettext_lazy("Such as 2026-11-16T07:00Z.")),
    "window_end": (
        gettext_lazy("To (UTC)"),
        gettext_lazy("Like that; the time now, if it still happens."),
    ),
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
