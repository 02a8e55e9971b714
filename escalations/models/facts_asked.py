"""The facts of each kind of ICM: fixed keys, and which of them are required; no template changes either (R33)."""

from collections.abc import Mapping

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
