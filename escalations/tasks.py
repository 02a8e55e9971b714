"""What Celery runs for this floor: thin shells, the same as the commands."""

from celery import shared_task

from escalations import actions


@shared_task
def sweep_csat() -> None:
    actions.sweep_csat()


@shared_task
def send_digests() -> None:
    actions.send_digests()
