"""Incidents by the hundred, written past the actions: for tests that ask how lists are read, not what is true."""

import random
from datetime import datetime, timedelta
from typing import Any

from incidents.models import Incident
from incidents.models.pressing import AT_ONCE, NEVER
from tests.people import People

OPEN = ["new", "work_in_progress", "work_in_progress", "solution_proposed"]


def heap(people: People, count: int, start: datetime, seed: int = 1, **more: Any) -> list[Incident]:
    """Few different moments, so that many tie."""
    dice = random.Random(seed)
    moments = [start + timedelta(hours=hour) for hour in range(-4, 5)]
    plan = people.plan.current
    return Incident.objects.bulk_create(
        [
            Incident(
                **{"state": dice.choice(OPEN)} | more,
                title=f"number {number}",
                description="From a heap.",
                severity=dice.randint(1, 4),
                severity_asked=3,
                area=dice.choice([people.query, people.inputs, None]),
                customer=people.ada,
                organization=people.ada.organization,
                owner=dice.choice([people.eva, people.eli, None]),
                plan_version=plan,
                calendar_version=plan.calendar.current,
                assistance_required=dice.random() < 0.3,
                substate=dice.choice(["", "", "pending_rca"]),
                opened_at=dice.choice(moments),
                last_event_at=dice.choice(moments),
                presses_at=dice.choice([AT_ONCE, AT_ONCE, *moments, NEVER]),
                next_due_at=dice.choice([*moments, NEVER]),
            )
            for number in range(count)
        ]
    )
