"""What a customer was promised: targets by severity, counted by a calendar. Both are versioned, never edited (S5)."""

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.hours import Hours

WEEKS = 50  # of a year; the others are for holidays
A_YEAR = 365 * 24 * 60  # minutes
SEVERITIES = {"1", "2", "3", "4"}
LONGEST_RUNG = 14 * 24 * 60  # minutes; a question that may wait longer is one that nobody answers


class Calendar(models.Model):
    """Working hours under one name. An edit is a new version; open incidents change over by a manager's act (S6)."""

    name = models.CharField(max_length=100, unique=True)

    if TYPE_CHECKING:
        versions: "models.QuerySet[CalendarVersion]"

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "CalendarVersion":
        return self.versions.latest("number")


class CalendarVersion(models.Model):
    """Weekly hours, holidays and time zone as they stood at one time; `hours` reads as `accounts.hours.Hours`."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    zone = models.CharField(max_length=64, help_text="IANA name, such as Europe/Amsterdam")
    weekly = models.JSONField(default=dict, blank=True, help_text='{"mon": [["09:00", "17:30"]], …}')
    holidays = models.JSONField(
        default=dict, blank=True, help_text='{"2026-12-24": [["09:00", "12:00"]], …}; [] is shut'
    )

    if TYPE_CHECKING:
        calendar_id: int | None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="one_calendar_a_number")]
        ordering = ["calendar", "number"]

    def __str__(self) -> str:
        return f"{self.calendar} ({self.number})"

    def clean(self) -> None:
        try:
            self.hours.check()
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            raise ValidationError(_("These hours cannot be read: %(why)s") % {"why": error}) from error
        if not all(version.ends_within_a_year_of(self.hours) for version in self.holds()):
            raise ValidationError(_("A plan promises more time than these hours hold in a year: give it shorter ones."))

    def holds(self) -> "list[PlanVersion]":
        """What plans promise by these hours to new incidents; their older versions promise nothing any more."""
        plans = SupportPlan.objects.filter(versions__calendar=self.calendar_id).distinct() if self.calendar_id else []
        return [plan.current for plan in plans if plan.current.calendar_id == self.calendar_id]

    @cached_property
    def hours(self) -> Hours:
        return Hours.read(self.zone, self.weekly, self.holidays)


def rung_minutes() -> dict[str, int]:
    """How long each rung of a consultation has, where a plan says nothing else (R30)."""
    return {"colleagues": 60, "smes": 120, "pg": 480}


class SupportPlan(models.Model):
    """A support plan under one name; its targets are in its versions."""

    name = models.CharField(max_length=100, unique=True)

    if TYPE_CHECKING:
        versions: "models.QuerySet[PlanVersion]"

    def __str__(self) -> str:
        return self.name

    @property
    def current(self) -> "PlanVersion":
        return self.versions.select_related("calendar").latest("number")


class PlanVersion(models.Model):
    """Response and Relief targets in minutes for severity 1 to 4, and the calendar that counts them (R19)."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="plan_versions")
    response = models.JSONField(help_text='Minutes by severity: {"1": 15, "2": 120, "3": 480, "4": 960}')
    relief = models.JSONField(help_text='Minutes by severity: {"1": 240, "2": 480, "3": 1440, "4": 2880}')

    consultation = models.JSONField(
        default=rung_minutes, help_text='Minutes of a consultation by rung: {"colleagues": 60, "smes": 120, "pg": 480}'
    )

    if TYPE_CHECKING:
        calendar_id: int | None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_a_number")]
        ordering = ["plan", "number"]

    def __str__(self) -> str:
        return f"{self.plan} ({self.number})"

    def clean(self) -> None:
        for targets in (self.response, self.relief):
            if not readable(targets, SEVERITIES, A_YEAR):
                raise ValidationError(
                    _("Give whole minutes, from 1 to %(most)d, for each of the severities 1 to 4.") % {"most": A_YEAR}
                )
        if not readable(self.consultation, set(rung_minutes()), LONGEST_RUNG):
            raise ValidationError(
                {
                    "consultation": _(
                        "Give whole minutes, two weeks of them at most, for each of the rungs: colleagues, smes, pg."
                    )
                }
            )
        newest = CalendarVersion.objects.filter(calendar=self.calendar_id).order_by("number").last()
        if newest is not None and not self.ends_within_a_year_of(newest.hours):
            raise ValidationError(_("This calendar's hours do not hold so much time in a year: promise less."))

    def ends_within_a_year_of(self, hours: Hours) -> bool:
        """Whether every promise that these hours count comes due; severity 1 counts round the clock (R19)."""
        longest: int = max(targets[level] for targets in (self.response, self.relief) for level in ("2", "3", "4"))
        return longest <= hours.weekly_minutes * WEEKS

    def target(self, kind: str, severity: int) -> timedelta:
        """The promised time of a clock (`response` or `relief`) at a severity."""
        return timedelta(minutes=getattr(self, kind)[str(severity)])


def readable(targets: Any, names: set[str], longest: int) -> bool:
    """Whole minutes for each of these; true is no number, though Python counts it as one."""
    if not isinstance(targets, dict) or set(targets) != names:
        return False
    return all(type(minutes) is int and 0 < minutes <= longest for minutes in targets.values())
