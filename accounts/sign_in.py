"""The sign-in page; in demo mode it lists who there is to sign in as."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from accounts.models import User


class SignInView(LoginView):  # type: ignore[misc]
    def get_context_data(self, **context: Any) -> dict[str, Any]:
        people = User.objects.filter(is_active=True, is_demo=True).order_by("pk") if settings.DEMO else []
        return super().get_context_data(demo_people=people, **context)  # type: ignore[no-any-return]
