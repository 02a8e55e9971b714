"""The rungs of a consultation: who stands on each, who of them is there, and how long it has (R30)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import Area, Region, User
from escalations import policy
from escalations.models import Absence, Consultation, PgMember, TeamChannel
from incidents import calendars
from incidents.models import Incident

Asked = User | PgMember
RUNGS = tuple(Consultation.Audience.values)
LAST = RUNGS[-1]


@dataclass(frozen=True)
class Candidate:
    """Somebody who stands on a rung, and until when they are away, if they are."""

    person: Asked
    away_until: datetime | None
    is_regional: bool = False  # an SME of the customer's own part of the world

    @property
    def is_there(self) -> bool:
        return self.away_until is None


def upward(audience: str) -> tuple[str, ...]:
    """This rung and those above it."""
    return RUNGS[RUNGS.index(audience) :]


def below(audience: str) -> tuple[str, ...]:
    return RUNGS[: RUNGS.index(audience)]


def candidates(audience: str, area: Area, incident: Incident, asker: User, moment: datetime) -> list[Candidate]:
    """Everybody of a rung, whoever is away included; the region's SMEs come first."""
    match audience:
        case Consultation.Audience.COLLEAGUES:
            return with_absences(User.objects.support().exclude(pk=asker.pk), moment)
        case Consultation.Audience.SMES:
            return smes(area, incident.organization.region, asker, moment)
        case _:
            return with_absences(PgMember.objects.covering(area), moment)


def smes(area: Area, region: Region, asker: User, moment: datetime) -> list[Candidate]:
    rows = policy.knowing().filter(Q(area=area) | Q(area=None)).values_list("user", "region")
    regional = {user for user, where in rows if where in {None, region.pk}}
    people = User.objects.filter(pk__in=[user for user, _where in rows]).exclude(pk=asker.pk)
    found = with_absences(people, moment, regional)
    return sorted(found, key=lambda one: not one.is_regional)


def with_absences(people: Iterable[Asked], moment: datetime, regional: Iterable[int] = ()) -> list[Candidate]:
    people = list(people)
    away = away_until(people, moment)
    return [Candidate(one, away.get((type(one), one.pk)), one.pk in set(regional)) for one in people]


def away_until(people: Iterable[Asked], moment: datetime) -> dict[tuple[type, int | None], datetime]:
    """Who of them is away at that moment, and until when."""
    users = [one.pk for one in people if isinstance(one, User)]
    members = [one.pk for one in people if isinstance(one, PgMember)]
    rows = Absence.objects.at(moment).filter(Q(user__in=users) | Q(member__in=members))
    found: dict[tuple[type, int | None], datetime] = {}
    for row in rows:
        key = (PgMember, row.member_id) if row.user_id is None else (User, row.user_id)
        found[key] = max(row.until, found.get(key, row.until))
    return found


def there(consultation: Consultation, audience: str, moment: datetime) -> list[Asked]:
    """Who is asked when it comes to this rung."""
    found = candidates(audience, consultation.area, consultation.incident, consultation.asked_by, moment)
    return [one.person for one in found if one.is_there]


def due(incident: Incident, audience: str, since: datetime) -> datetime:
    """When a rung's time is over: working time of the incident's own calendar; of severity 1, all time (R19, R30)."""
    minutes = incident.plan_version.consultation[audience]
    return calendars.due(since, timedelta(minutes=minutes), incident.promise.hours_at(incident.severity))


def forsaken(moment: datetime) -> list[Consultation]:
    """Waiting ones whose rung has nobody left there. The people are asked first: it costs what it finds."""
    empty = empty_rungs(moment)
    if not empty:
        return []
    rows = Consultation.objects.waiting().filter(reduce(or_, empty)).select_related("incident")
    return list(rows.order_by("pk"))


def empty_rungs(moment: datetime) -> list[Q]:
    """Where nobody is there, and where nobody but who asked is; two questions."""
    away = Absence.objects.at(moment).exclude(user=None).values("user")
    here = User.objects.support().exclude(pk__in=away)
    everywhere, by_area = set[int](), defaultdict[int, set[int]](set)
    for user, area in policy.knowing().filter(user__in=here).values_list("user", "area"):
        (everywhere if area is None else by_area[area]).add(user)
    smes = Q(audience=Consultation.Audience.SMES)
    rungs = [(Q(audience=Consultation.Audience.COLLEAGUES), set(here.values_list("pk", flat=True)))]
    rungs += [(smes & Q(area=area), known | everywhere) for area, known in by_area.items()]
    rungs.append((smes & ~Q(area__in=list(by_area)), everywhere))
    return [rung & Q(asked_by__in=people) if people else rung for rung, people in rungs if len(people) < 2]


def channels(area: Area) -> dict[str, TeamChannel]:
    """Where the people of each rung talk: the area's own place, or else the one for all areas."""
    rows = TeamChannel.objects.filter(Q(area=area) | Q(area=None))
    return {row.audience: row for row in sorted(rows, key=lambda row: row.area_id is not None)}
