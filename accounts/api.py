"""How a tool signs in (`Authorization: Bearer …`), and how often it may ask."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from accounts.models import ApiToken, User

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which reads this module by its name in the settings


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


class TokenThrottle(UserRateThrottle):
    """So many calls a minute for each token: a person's second tool does not slow down the first."""

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        if isinstance(request.auth, ApiToken):
            return f"throttle_token_{request.auth.pk}"
        return f"throttle_person_{request.user.pk}"
