"""What Celery runs for this floor: thin shells, the same as the commands."""

from celery import shared_task

from escalations import actions, tidying


@shared_task
def sweep_consultations() -> None:
    actions.sweep_consultations()


@shared_task
def sweep_icms() -> None:
    actions.sweep_icms()


@shared_task
def tidy_links() -> None:
    tidying.tidy()


@shared_task
def sweep_icm_drafts() -> None:
    actions.sweep_icm_drafts()


@shared_task
def sweep_csat() -> None:
    actions.sweep_csat()


@shared_task
def send_digests() -> None:
    actions.send_digests()
