"""A view of the queue with its filters, kept under a name for one person or for the team."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from accounts.models import User
from incidents import policy


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User | None) -> Self:
        return self.filter(policy.views_visible_to(user))


class SavedView(models.Model):
    """`query` is a query string of filters and order; what it shows is asked anew of whoever looks."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    view = models.SlugField(max_length=30)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)

    objects = SavedViewQuerySet.as_manager()

    if TYPE_CHECKING:
        owner_id: int

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_saved_view_a_name")]
        indexes = [models.Index(fields=["id"], name="saved_view_shared", condition=models.Q(is_shared=True))]

    def __str__(self) -> str:
        return self.name
