"""What Celery runs for this floor: thin shells, the same as the commands."""

from celery import shared_task

from incidents import actions


@shared_task
def sweep_clocks() -> None:
    actions.sweep_clocks()
