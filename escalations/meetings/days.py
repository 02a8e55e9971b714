"""The team's own days: when it is morning where the team is, and which days are worked."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.hours import WEEKDAYS
from notifications.moment import now

DAY = timedelta(days=1)
WORKED = range(5)  # Monday to Friday


def team_zone() -> ZoneInfo:
    return ZoneInfo(settings.MEETINGS["zone"])


def today() -> date:
    """The date where the team is."""
    return now().astimezone(team_zone()).date()


def is_worked(day: date) -> bool:
    return day.weekday() in WORKED


def workdays_ago(moment: datetime, count: int) -> datetime:
    """The same time of day so many worked days before: over a weekend nobody was silent."""
    local = moment.astimezone(team_zone())
    day = local.date()
    while count:
        day -= DAY
        count -= is_worked(day)
    return datetime.combine(day, local.time(), local.tzinfo)


def is_past(clock: str) -> bool:
    """Whether it is that time or later where the team is: "08:00"."""
    return now().astimezone(team_zone()).time() >= time.fromisoformat(clock)


def next_shiproom(day: date) -> date:
    """The day of the next one, this day included."""
    wanted = WEEKDAYS.index(settings.MEETINGS["shiproom_on"])
    return day + DAY * ((wanted - day.weekday()) % 7)
