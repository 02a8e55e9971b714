"""What every page may know of the installation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from escalations.views.workspace.menu import counts


def installation(request: HttpRequest) -> dict[str, Any]:
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "DEMO": settings.DEMO,
        "MAILBOX": settings.DEMO and not settings.EMAIL_URL,
    }


def menu(request: HttpRequest) -> dict[str, Any]:
    """What the workspace's menu counts of the floor above the incidents: asked once, and only where it is shown."""
    user = getattr(request, "user", None)
    return {"menu": SimpleLazyObject(lambda: counts(user) if isinstance(user, User) and user.is_support else {})}
