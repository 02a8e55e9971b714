"""What differs between two versions of a calendar, in plain words: zone, weekly hours, holidays (S5, S6)."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.hours import Hours, Interval

Day = tuple[Interval, ...]
Change = tuple[Day, Day]
RUN = 3  # so many weekdays in a row are said by their first and last


def differences(before: Hours, after: Hours) -> list[str]:
    """A sentence for each difference; none where the hours are the same."""
    return [*of_zone(before, after), *of_week(before, after), *of_holidays(before.holidays, after.holidays)]


def of_zone(before: Hours, after: Hours) -> list[str]:
    if before.zone.key == after.zone.key:
        return []
    return [_("Time zone: %(before)s before, %(after)s now.") % {"before": before.zone.key, "after": after.zone.key}]


def of_week(before: Hours, after: Hours) -> list[str]:
    """Weekdays that change alike and follow each other are said together."""

    def change(weekday: int) -> Change:
        return before.weekly.get(weekday, ()), after.weekly.get(weekday, ())

    found = [(was, now, named(list(days))) for (was, now), days in groupby(range(7), key=change) if was != now]
    return [changed(days, was, now) for was, now, days in found]


def named(weekdays: list[int]) -> str:
    names = [str(WEEKDAYS[weekday]) for weekday in weekdays]
    if len(names) >= RUN:
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return listed(names)


def listed(parts: Iterable[str]) -> str:
    return _(" and ").join(parts)


def changed(what: str, was: Day, now: Day) -> str:
    words = {"what": what, "before": spelled(was), "after": spelled(now)}
    return _("%(what)s: %(before)s before, %(after)s now.") % words


def spelled(day: Day) -> str:
    """What is open on a day: "09:00 to 12:00 and 13:00 to 17:00"."""
    if not day:
        return _("shut")
    return listed(_("%(opens)s to %(closes)s") % {"opens": clock(opens), "closes": clock(shut)} for opens, shut in day)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def of_holidays(before: Mapping[date, Day], after: Mapping[date, Day]) -> list[str]:
    added = [holiday(day, after[day]) for day in sorted(set(after) - set(before))]
    gone = [holiday(day, before[day]) for day in sorted(set(before) - set(after))]
    kept = [day for day in sorted(set(before) & set(after)) if before[day] != after[day]]
    sentences = [changed(dated(day), before[day], after[day]) for day in kept]
    if added:
        sentences.insert(0, _("Holidays added: %(days)s.") % {"days": ", ".join(added)})
    if gone:
        sentences.append(_("Holidays taken away: %(days)s.") % {"days": ", ".join(gone)})
    return sentences


def holiday(day: date, hours: Day) -> str:
    return f"{dated(day)} ({spelled(hours)})"


def dated(day: date) -> str:
    return date_format(day, "D j M Y")
