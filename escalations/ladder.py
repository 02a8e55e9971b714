"""The rungs of a consultation: who stands on each, who of them is there, and how long it has (R30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Area, Expertise, Region, User
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
    rows = Expertise.objects.filter(Q(area=area) | Q(area=None)).values_list("user", "region")
    regional = {user for user, where in rows if where in {None, region.pk}}
    people = User.objects.support().filter(pk__in=[user for user, _where in rows]).exclude(pk=asker.pk)
    found = with_absences(people, moment, regional)
    return sorted(found, key=lambda one: not one.is_regional)


def with_absences(people: Iterable[Asked], moment: datetime, regional: Iterable[int] = ()) -> list[Candidate]:
    people = list(people)
    away = away_until(people, moment)
    return [Candidate(one, away.get((type(one), one.pk)), one.pk in set(regional)) for one in people]


def away_until(people: Iterable[Asked], moment: datetime) -> dict[tuple[type, int], datetime]:
    """Who of them is away at that moment, and until when."""
    users = [one.pk for one in people if isinstance(one, User)]
    members = [one.pk for one in people if isinstance(one, PgMember)]
    rows = Absence.objects.at(moment).filter(Q(user__in=users) | Q(member__in=members))
    found: dict[tuple[type, int], datetime] = {}
    for row in rows:
        key = (User, row.user_id) if row.user_id is not None else (PgMember, row.member_id)
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


def channel(area: Area, audience: str) -> TeamChannel | None:
    """Where its people talk: the area's own place, or the one for all areas."""
    rows = TeamChannel.objects.filter(Q(area=area) | Q(area=None), audience=audience)
    return max(rows, key=lambda row: row.area_id is not None, default=None)
