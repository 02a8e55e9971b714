"""Who follows a product area: they hear of calls for help in it, as the managers do (R15)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.models import Area, User


class AreaFollowerQuerySet(models.QuerySet["AreaFollower"]):
    def people_of(self, area: int | None) -> models.QuerySet[User]:
        """Who is to hear of a call for help there: of the support team, whoever is still there; of no area, nobody."""
        return User.objects.support().filter(following__in=self.filter(area=area).values("pk"))


class AreaFollower(models.Model):
    """One person's wish to hear of one area."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="following")
    area = models.ForeignKey(Area, models.CASCADE, related_name="followers")
    since = models.DateTimeField()

    objects = AreaFollowerQuerySet.as_manager()

    if TYPE_CHECKING:
        user_id: int
        area_id: int

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "area"], name="one_following_a_pair")]

    def __str__(self) -> str:
        return f"{self.user} follows {self.area}"
