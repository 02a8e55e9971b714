"""Customers who follow a known problem without a report of their own (R24)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from incidents.models.problem import Problem


class Follower(models.Model):
    """That a customer wants to hear how a published Problem goes on; gone when they have had enough of it."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="followers")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    told_status = models.CharField(max_length=20, blank=True, help_text="The last progress that they heard of.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "customer"], name="one_follower_a_pair")]

    def __str__(self) -> str:
        return f"{self.customer_id} follows {self.problem_id}"

    if TYPE_CHECKING:
        customer_id: int
        problem_id: int
