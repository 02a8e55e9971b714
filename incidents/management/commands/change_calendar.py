"""`manage.py change_calendar NAME`: what a calendar's newest hours would move, and with --apply moving it."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.acting import Refusal
from accounts.differences import differences
from accounts.models import Calendar, CalendarVersion, User
from incidents import actions, preview
from incidents.preview import Forecast, Move
from notifications.moment import now

HEAD = ("incident", "promise", "due now (UTC)", "due then (UTC)", "")
LINE = "{:<14}{:<10}{:<18}{:<18}{}"


class Command(BaseCommand):
    help = "Show what a calendar's newest hours would move for open incidents; with --apply, a manager moves it (S6)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the calendar's name")
        parser.add_argument("--apply", action="store_true", help="hold the open incidents to the newest hours")
        parser.add_argument("--by", metavar="EMAIL", help="the manager who applies it")

    def handle(self, *args: Any, **options: Any) -> None:
        calendar = Calendar.objects.filter(name=options["name"]).first()
        if calendar is None:
            known = ", ".join(f"“{name}”" for name in Calendar.objects.order_by("name").values_list("name", flat=True))
            raise CommandError(f"There is no calendar “{options['name']}”. There are: {known}.")
        newest = calendar.current
        self.tell(newest)
        if options["apply"]:
            self.apply(calendar, newest, manager(options["by"]))

    def tell(self, newest: CalendarVersion) -> None:
        found = preview.forecasts(preview.held_to_older(newest), newest, now())
        held = "1 open incident is" if len(found) == 1 else f"{len(found)} open incidents are"
        self.stdout.write(f"{newest.calendar}, version {newest.number}: {held} held to older hours")
        for version in sorted({each.incident.calendar_version for each in found}, key=lambda each: each.number):
            for sentence in differences(version.hours, newest.hours) or ["The hours are the same."]:
                self.stdout.write(f"since version {version.number}: {sentence}")
        if found:
            self.stdout.write(LINE.format(*HEAD).rstrip())
        for each in found:
            self.tell_one(each)

    def tell_one(self, each: Forecast) -> None:
        if each.fault:
            self.stdout.write(f"{each.incident.number:<14}cannot be moved: {each.fault}")
        for move in filter(lambda move: move.is_shown, each.moves):
            words = (each.incident.number, move.kind, spelled(move.due_was), spelled(move.due), said(move))
            self.stdout.write(LINE.format(*words).rstrip())

    def apply(self, calendar: Calendar, newest: CalendarVersion, by: User) -> None:
        try:
            outcome = actions.apply_calendar(calendar, by=by, seen=newest.number)
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(f"{outcome.moved} moved, {outcome.missed} promises missed at once")
        if outcome.failed:
            raise CommandError(f"{len(outcome.failed)} could not be moved: {', '.join(outcome.failed)}")


def manager(email: str | None) -> User:
    found = User.objects.filter(email__iexact=email or "").first()
    if found is None:
        raise CommandError("Say who applies it: --by and the email of a manager.")
    return found


def spelled(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "stands still"


def said(move: Move) -> str:
    if move.is_missed_at_once:
        return "missed at once"
    if move.is_breach_kept:
        return "missed before, and stays so"
    return "missed before" if move.is_missed_already else ""
