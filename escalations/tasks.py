"""What Celery runs for this floor."""

from celery import shared_task

from escalations import tidying


@shared_task
def tidy_links() -> None:
    tidying.tidy()
