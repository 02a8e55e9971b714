"""`manage.py end_links`: no link, session or remembered browser of before opens anything; for after a restore."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import F

from escalations.models import Installation


class Command(BaseCommand):
    help = "Ends every link of the product group, with its sessions. People ask for new ones with their old ones."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        row = Installation.now()
        Installation.objects.filter(pk=row.pk).update(epoch=F("epoch") + 1)
        self.stdout.write("Every link, session and remembered browser of before is dead.")
