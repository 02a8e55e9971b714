"""Who is asking."""

from rest_framework.request import Request

from accounts.models import User
from incidents.policy import sees_internal


def reader_of(request: Request) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - nobody else is admitted
    return user


def is_staff(request: Request) -> bool:
    """Whether what is internal exists for who is asking."""
    return sees_internal(reader_of(request))
