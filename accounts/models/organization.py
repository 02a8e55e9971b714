"""Who our customers are, where they are, and the product areas they may have trouble with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A part of the world in which an organisation runs the product; an incident's region is its organisation's."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A product area: what an incident is about, and what an SME knows."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A customer organisation: its people, its region and the support plan it was promised."""

    name = models.CharField(max_length=200, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="organizations")
    plan = models.ForeignKey("accounts.SupportPlan", models.PROTECT, related_name="organizations")

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")

    def __str__(self) -> str:
        return self.name
