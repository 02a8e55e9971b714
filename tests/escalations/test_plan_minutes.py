"""A plan says how long each rung has, and nothing that cannot be counted (R30)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import PlanVersion
from tests.people import People

USUAL = {"colleagues": 60, "smes": 120, "pg": 480}


def test_a_plan_that_says_nothing_has_the_usual_times(people: People) -> None:
    version: PlanVersion = people.plan.current

    assert version.consultation == USUAL
    version.full_clean()


@pytest.mark.parametrize(
    "minutes",
    [
        {},
        [],
        {"colleagues": 60, "smes": 120},
        {**USUAL, "friends": 5},
        {**USUAL, "pg": 0},
        {**USUAL, "pg": -1},
        {**USUAL, "pg": 1.5},
        {**USUAL, "pg": True},
        {**USUAL, "pg": "480"},
        {**USUAL, "pg": 10**9},
    ],
)
def test_what_cannot_be_counted_is_refused(people: People, minutes: Any) -> None:
    version: PlanVersion = people.plan.current
    version.consultation = minutes

    with pytest.raises(ValidationError) as refusal:
        version.full_clean()
    assert list(refusal.value.message_dict) == ["consultation"]
