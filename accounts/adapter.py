"""How the sign-in library behaves here: sign-up is closed, and its letters go through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.models import User
from notifications import outbox


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the letter by its name; a reset link is derived when it is sent, and stored nowhere."""
        user = context.get("user") or User.objects.filter(email=email, is_active=True).first()
        if user is None:
            return
        verb = template_prefix.rsplit("/", 1)[-1]
        record = outbox.fresh_record_id()
        outbox.queue("account", record, verb, [outbox.Recipient(f"user:{user.pk}", user.email)], audience="account")
