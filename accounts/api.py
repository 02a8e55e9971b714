"""How a tool signs in: `Authorization: Bearer …`."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User


class BearerAuthentication(BaseAuthentication):
    """A person's API token. The answer to a wrong, withdrawn or deactivated one is the same."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        token = ApiToken.objects.read(words[1].decode("ascii", "replace")) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("This token opens nothing."))
        return token.user, token

    def authenticate_header(self, request: Request) -> Any:
        return "Bearer"
