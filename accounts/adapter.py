"""How the sign-in library behaves here: sign-up is closed, and its letters go through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import LetterRequest, User
from notifications import outbox


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """The library hands on whom the backend refused with the right password, and stops only who is not active."""
        if user.is_active and not user.is_admitted:
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        return super().pre_login(request, user, **more)  # type: ignore[no-any-return]

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the letter by its name; what it links to is derived when it is sent, and stored nowhere."""
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            return
        asked = LetterRequest.objects.create(user=user)
        reader = outbox.Recipient(f"user:{user.pk}", user.email)
        verb = template_prefix.rsplit("/", 1)[-1]
        outbox.queue("account", asked.pk, verb, [reader], audience="account", urgency="critical")
