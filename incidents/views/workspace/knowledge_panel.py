"""What is known beside an incident, on its page: what it waits for, the Problems that hit it, the outages."""

from dataclasses import dataclass

from incidents.models import Incident, Known, Match, OutageLink


@dataclass(frozen=True)
class Panel:
    """`can` names the verbs that this person can do now."""

    waits_for: Known | None
    matches: list[Match]
    outages: list[OutageLink]
    can: set[str]


def panel(incident: Incident, verbs: list[str]) -> Panel:
    return Panel(incident.awaited, list(incident.matches.all()), list(incident.outage_links.all()), set(verbs))
