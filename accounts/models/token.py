"""Keys to the API: only a digest is stored, so that a copy of the database opens nothing."""

import hashlib
import secrets

from django.db import models

from accounts.models.user import User
from notifications.moment import now


class ApiTokenManager(models.Manager["ApiToken"]):
    def issue(self, user: User) -> str:
        """A new token of this person; it is readable this once."""
        token = f"relief_{secrets.token_urlsafe(32)}"
        self.create(user=user, digest=digest(token))
        return token

    def read(self, token: str) -> "ApiToken | None":
        """The token's record, if it lives and its person is admitted."""
        found = self.select_related("user__organization").filter(digest=digest(token)).first()
        return found if found and found.user.is_admitted else None


class ApiToken(models.Model):
    """One person's key to the API; deactivating the person deletes it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(default=now)

    objects = ApiTokenManager()

    def __str__(self) -> str:
        return f"{self.user}, {self.issued_at:%Y-%m-%d}"


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
