"""Whose word counts: the SMEs of an area and region, and senior engineers; who of them is there, and how fast (R31)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Q, QuerySet

from accounts.models import Area, Expertise, Region, User
from escalations import policy
from escalations.models import Absence, Answer
from notifications.moment import now

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Expert:
    """An SME who could be asked: until when they are away, and how long they usually take to answer."""

    user: User
    away_until: datetime | None
    usually: timedelta | None
    answered: int


def is_expert(user: User, area: Area | None) -> bool:
    """An SME of this area, wherever in the world, as one may also answer about it (R30); or a senior engineer."""
    return user.is_active and user.is_support and (user.senior or policy.covers(user, area.pk if area else None))


def covering(area: Area, region: Region) -> "QuerySet[Expertise]":
    """No area named means all of them, no region everywhere."""
    return policy.knowing().filter(Q(region=None) | Q(region=region), Q(area=None) | Q(area=area))


def experts_for(area: Area, region: Region, *, but: User) -> list[Expert]:
    """The SMEs who could answer, those who are there first; never who asks. Four queries, however many there are."""
    people = User.objects.filter(expertise__in=covering(area, region))
    found = list(people.exclude(pk=but.pk).distinct())
    away, times = away_of(found), times_of(found)
    experts = [Expert(one, away.get(one.pk), usual(times[one.pk]), len(times[one.pk])) for one in found]
    return sorted(experts, key=lambda one: (one.away_until is not None, one.usually or LOOKED_BACK, one.user.name))


def usual(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(time.total_seconds() for time in times)) if times else None


def away_of(people: Iterable[User]) -> dict[int, datetime]:
    moment = now()
    rows = Absence.objects.filter(user__in=people, since__lte=moment, until__gt=moment).order_by("until")
    return {user: until for user, until in rows.values_list("user", "until") if user is not None}


def times_of(people: Iterable[User]) -> dict[int, list[timedelta]]:
    """How long each of their answers took, lately."""
    rows = Answer.objects.filter(by__in=people, at__gt=now() - LOOKED_BACK)
    found: dict[int, list[timedelta]] = defaultdict(list)
    for user, answered, asked in rows.values_list("by", "at", "consultation__asked_at"):
        found[user].append(answered - asked)
    return found
