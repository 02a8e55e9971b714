"""What Celery runs for this floor."""

from celery import shared_task

from accounts import once


@shared_task
def purge_submissions() -> None:
    once.purge()
