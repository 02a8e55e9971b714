"""Whatever is sent here is UTF-8: a call that names another encoding is refused before anything of it is read."""

import codecs
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

READ = {"utf-8", "ascii"}


class Utf8Only:
    """Some of the codecs that a call could name decode to halves of characters, which no database takes, or to nothing
    at all; and an answer of 500 would say that the fault is ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if named := request.encoding:
            request.encoding = "utf-8"  # also for the page of the refusal, which shows what was typed
            if codecs.lookup(named).name not in READ:
                raise BadRequest("not UTF-8")
        return self.get_response(request)
