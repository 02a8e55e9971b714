"""A page is read in the reader's own time zone, and all of it at one moment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from notifications.moment import at, now

SAFE = {"GET", "HEAD", "OPTIONS"}


class TimeZoneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A probe without a session must not ask the database anything.
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.own_zone):
            if request.method not in SAFE:
                return self.get_response(request)
            with at(now()):
                return self.get_response(request)
