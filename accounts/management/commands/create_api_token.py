"""`manage.py create_api_token EMAIL`: a new key to the API, printed this once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import ApiToken, User


class Command(BaseCommand):
    help = "Print a new API token of a person (the token alone on the last line)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        # A demo person gets one here too, where DEMO is not set; the server asks again at every call.
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active person with the address {email}.")
        self.stdout.write(ApiToken.objects.issue(user))
