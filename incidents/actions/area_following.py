"""Following an area: to hear of calls for help in it (R15)."""

from django.utils.translation import gettext as _

from accounts.acting import NotAllowed
from accounts.models import Area, User
from incidents.models import AreaFollower
from incidents.policy import may_follow_areas
from notifications.moment import now


def follow_area(area: Area, *, by: User) -> None:
    """From now on; who follows it already goes on."""
    require_follower(by)
    AreaFollower.objects.get_or_create(user=by, area=area, defaults={"since": now()})


def unfollow_area(area: Area, *, by: User) -> None:
    require_follower(by)
    AreaFollower.objects.filter(user=by, area=area).delete()


def require_follower(by: User) -> None:
    if not may_follow_areas(by):
        raise NotAllowed(_("Only the support team can do that."))
