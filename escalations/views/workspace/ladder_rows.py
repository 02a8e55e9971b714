"""A ladder as pages show it: each rung with its people, its times, how it ended, and where its people talk."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Area, User
from escalations import ladder
from escalations.ladder import Candidate
from escalations.models import Consultation, Rung, TeamChannel
from incidents.models import Incident
from notifications.moment import now


@dataclass(frozen=True)
class Row:
    """One rung; without `climbed`, the consultation has not come to it."""

    audience: str
    label: str
    climbed: Rung | None = None
    channel: TeamChannel | None = None
    people: list[Candidate] = field(default_factory=list)
    due: datetime | None = None

    @property
    def is_now(self) -> bool:
        return self.climbed is not None and not self.climbed.outcome

    @property
    def is_empty(self) -> bool:
        return not any(one.is_there for one in self.people)


def of_consultation(consultation: Consultation) -> list[Row]:
    climbed = {rung.audience: rung for rung in consultation.rungs.select_related("by")}
    channels = ladder.channels(consultation.area)
    return [
        Row(audience, str(label), climbed.get(audience), channels.get(audience))
        for audience, label in Consultation.Audience.choices
    ]


def to_ask(incident: Incident, area: Area | None, asker: User) -> list[Row]:
    """Who would be asked, and who of them is away; without an area nobody can tell."""
    if area is None:
        return []
    moment = now()
    channels = ladder.channels(area)
    return [
        Row(
            audience,
            str(label),
            None,
            channels.get(audience),
            ladder.candidates(audience, area, incident, asker, moment),
            ladder.due(incident, audience, moment),
        )
        for audience, label in Consultation.Audience.choices
    ]
