"""Links as they lie in the product group's mailboxes, of every kind that opens something: who adds a kind adds a row.

Imports what needs a set up Django: import this after `bench.scratch.installation`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Area
from escalations import actions
from escalations.actions.digests import send
from escalations.links import address_for
from escalations.meetings.days import next_shiproom, today
from escalations.models import Digest, Icm, PgMember, ShiproomSeat
from escalations.views.pg_door import PG_DOOR
from incidents.actions import assign
from incidents.models import Incident
from notifications.models import Notification
from tests.conftest import bring_to
from tests.escalations.asking import approved
from tests.escalations.conftest import FACTS, investigate
from tests.people import People, settle_in


@dataclass(frozen=True)
class Mailed:
    """A letter's link, and the page that it leads its person to."""

    kind: str
    link: str
    record: str


Readers = list[PgMember]
MakesLinks = Callable[[People, Area, int], list[tuple[Any, PgMember, str]]]


def mailed(how_many: int) -> list[Mailed]:
    """So many links or a few more, of each kind alike, each its own person's: no brake then takes two for one."""
    people, each = settle_in(), -(-how_many // len(KINDS))
    found = {
        kind: makes(people, Area.objects.create(slug=f"area-{kind}", name=f"Area of the {kind}"), each)
        for kind, makes in KINDS.items()
    }
    return [in_the_mail(kind, *letter) for kind, letters in found.items() for letter in letters]


def in_the_mail(kind: str, record: Any, member: PgMember, verb: str) -> Mailed:
    letters = Notification.objects.filter(verb=verb, audience="pg", address=member.email)
    link = address_for(member, record, letters.latest("pk")).partition("127.0.0.1")[2]
    return Mailed(kind, link, PG_DOOR.place_of(record))


# --- The kinds: each gives the record, its reader, and the verb of the letter that the link stands in ----------------


def of_icms(people: People, area: Area, count: int) -> list[tuple[Any, PgMember, str]]:
    """Engineers who may take one ICM."""
    engineers = members("engineer", area, count)
    icm = opened(people, area, ground="bug_evidence", evidence="The metric stays at 0.")
    return [(icm, engineer, "open_icm") for engineer in engineers]


def of_consultations(people: People, area: Area, count: int) -> list[tuple[Any, PgMember, str]]:
    """The collaboration list, which is asked one question."""
    asked = members("listed", area, count)
    question = {"audience": "pg", "question": "Is it a bug?", "reason": "Nobody else knows."}
    consultation = actions.ask(incident_of(people, area), by=people.eva, area=area, **question)
    return [(consultation, member, "ask") for member in asked]


def of_the_cited(people: People, area: Area, count: int) -> list[tuple[Any, PgMember, str]]:
    """Those who are said to have asked for an ICM, each for one: they may deny it."""
    named = members("cited", area, count)
    ground = {"ground": "pg_indicated", "said_where": "In the call on Monday."}
    return [(opened(people, area, pg_member=member, **ground), member, "cite") for member in named]


def of_shiproom(people: People, area: Area, count: int) -> list[tuple[Any, PgMember, str]]:
    """The area's EMs, on the eve of a shiproom in which one of its ICMs waits for a decision."""
    leaders = members("leader", area, count, PgMember.Role.EM)
    for role in (PgMember.Role.PM, PgMember.Role.ENGINEER):
        members(f"{role}-there", area, 1, role)
    people.sam.expertise.create(area=area)
    approved(opened(people, area, ground="bug_evidence", evidence="The metric stays at 0."), people)
    send(Digest.Meeting.SHIPROOM, next_shiproom(today()))
    return [(ShiproomSeat(leader), leader, Digest.Meeting.SHIPROOM.value) for leader in leaders]


KINDS: dict[str, MakesLinks] = {
    "icm": of_icms,
    "consultation": of_consultations,
    "cited": of_the_cited,
    "shiproom": of_shiproom,
}


# --- What they are about ----------------------------------------------------------------------------------------------


def members(name: str, area: Area, count: int, role: str = PgMember.Role.ENGINEER) -> Readers:
    found = [
        PgMember.objects.create(
            email=f"{name}{number}@product.example", name=f"{name.capitalize()} Number{number}", role=role
        )
        for number in range(count)
    ]
    for member in found:
        member.areas.set([area])
    return found


def opened(people: People, area: Area, **grounds: Any) -> Icm:
    asked: dict[str, Any] = {"team": "css_escalation", "kind": "bug", "title": "Output stops", "facts": FACTS}
    incident = incident_of(people, area)
    investigate(incident, people)
    return actions.open_icm(incident, by=people.eva, new_because="No other is like it.", **asked, **grounds)


def incident_of(people: People, area: Area) -> Incident:
    return assign(bring_to("work_in_progress", people), by=people.eva, area=area)
