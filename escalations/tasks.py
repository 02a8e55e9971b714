"""What Celery runs for this floor: thin shells, the same as the commands."""

from celery import shared_task

from escalations import actions


@shared_task
def sweep_consultations() -> None:
    actions.sweep_consultations()


@shared_task
def sweep_icm_drafts() -> None:
    actions.sweep_icm_drafts()
