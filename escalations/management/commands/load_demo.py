"""Fills an empty installation with the demo world; does nothing where people live already."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from escalations import actions
from escalations.demo.people import settle_channels, settle_fact_names, settle_product_group
from escalations.demo.stories import happenings
from incidents.demo.people import settle
from incidents.demo.phrases import keep_phrases
from incidents.demo.play import play
from incidents.demo.stories import STORIES
from notifications import outbox
from notifications.moment import at, now


class Command(BaseCommand):
    help = "Load the demo people and five weeks of incidents into an empty database. Needs DEMO to be on."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is for demonstrations: set DEMO=true to load it.")
        incidents = load()
        if incidents is None:
            self.stdout.write("There are people here already; the demo world is not loaded.")
        else:
            self.stdout.write(f"The demo world is loaded: {User.objects.count()} people, {incidents} incidents.")


@transaction.atomic
def load() -> int | None:
    """All of it or nothing, so that an interrupted load can be run again. Its history writes no letters.

    How many incidents there are then; none where people live already.
    """
    if User.objects.exists():
        return None
    with outbox.silenced():
        keep_phrases()
        world, members = settle(), settle_product_group()
        settle_channels(world.areas)
        settle_fact_names(world.areas)
        return len(play(STORIES, world, now(), happenings(members), speak))


def speak(moment: datetime) -> None:
    """What would have moved up or been called for by then."""
    with at(moment):
        for sweep in (actions.sweep_consultations, actions.sweep_icms, actions.sweep_csat):
            sweep()
