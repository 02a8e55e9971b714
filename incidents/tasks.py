"""What Celery runs for this floor: thin shells, the same as the commands."""

import logging

from celery import shared_task

from incidents import actions, replaying
from incidents.actions import drafting, files, spreading
from incidents.models import Incident
from notifications.models import Pulse

log = logging.getLogger(__name__)
REPLAY = "replay"


@shared_task
def sweep_clocks() -> None:
    actions.sweep_clocks()


@shared_task
def purge_attachments() -> None:
    files.purge_attachments()


@shared_task
def sweep_drafts() -> None:
    drafting.sweep_drafts()


@shared_task
def sweep_knowledge() -> None:
    spreading.sweep_knowledge()


@shared_task
def replay_timeline() -> None:
    """Each difference is an error for a person to look at; a replay without any is remembered (R18)."""
    replayed = replaying.replay_timeline(Incident.objects.all())
    for difference in replayed.differences:
        log.error("%s", difference)
    log.info("%s incidents replayed, %s differences", replayed.incidents, len(replayed.differences))
    if not replayed.differences:
        Pulse.objects.beat(REPLAY)
