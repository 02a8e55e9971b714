"""What customers of the demo world said afterwards: how it went, from 1 to 5, and a word (R42)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.acting import through
from incidents.actions.rating import rate_incident
from incidents.demo.knowledge import Happening
from incidents.demo.people import World
from incidents.models import Incident


def rated(title: str, score: int, words: str) -> Callable[[World, datetime], Any]:
    """By who reported it."""

    def rate(world: World, moment: datetime) -> None:
        incident = Incident.objects.get(pk=world.incidents[title].pk)
        with through("portal"):
            rate_incident(incident, by=incident.customer, score=score, words=words)

    return rate


RATINGS = (
    Happening(
        "25d",
        rated(
            "cold-chain loses the first reading after every restart",
            5,
            "Answered within the hour, and the line number in our own script was right.",
        ),
    ),
    Happening(
        "15d",
        rated(
            "torque-log: duplicates in the table after a failover",
            2,
            "Mended in the end, but the first attempt cost us rows. You could have asked about parallel stations.",
        ),
    ),
)
