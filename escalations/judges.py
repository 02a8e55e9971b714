"""Which SMEs are asked to decide a CSAT request, rung by rung: there just now, and never who asked (R39, R40)."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from escalations import policy
from escalations.models import Absence, CsatRequest
from notifications.moment import now

Rung = CsatRequest.Rung


def smes(area: int, region: int | None, *, but: int) -> list[User]:
    """Who covers an area, in a region or (none) in whichever, by name; without one person, who asked."""
    covering = policy.knowing().filter(Q(area=None) | Q(area=area))
    if region is not None:
        covering = covering.filter(Q(region=None) | Q(region=region))
    people = User.objects.filter(pk__in=covering.values("user"))
    return list(people.exclude(pk=but))


def there(people: Iterable[User]) -> list[User]:
    """Those who are not away just now."""
    moment = now()
    away = Absence.objects.filter(since__lte=moment, until__gt=moment, user__isnull=False).values_list(
        "user", flat=True
    )
    gone = set(away)
    return [person for person in people if person.pk not in gone and person.is_active]


def asked_on(request: CsatRequest, rung: int) -> list[User]:
    """Who is written to when a request comes to this rung."""
    regional = smes(request.area_id, request.region_id, but=request.asked_by_id)
    first = [person for person in regional if request.sme_id in {None, person.pk}]
    match rung:
        case Rung.ASKED | Rung.REMINDED:
            return there(first)
        case Rung.REGION:
            return there([person for person in regional if person not in first])
        case Rung.AREA:
            everywhere = smes(request.area_id, None, but=request.asked_by_id)
            return there([person for person in everywhere if person not in regional])
        case _:
            return list(User.objects.filter(role=User.Role.MANAGER, is_active=True))


def next_rung(request: CsatRequest, rung: int) -> int:
    """This rung, or the first above it on which there is somebody; the managers are the last (R40)."""
    while rung < Rung.MANAGERS and not asked_on(request, rung):
        rung += 1
    return rung
