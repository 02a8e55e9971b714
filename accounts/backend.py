"""Who may be signed in: asked when a password is checked, and again at each request of a session."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.is_admitted)
