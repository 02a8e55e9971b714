"""What every answer below /p/ and /pg/ carries, whoever gave it: a page, a refusal, a redirection, an error (R36)."""

from collections.abc import Callable

from csp.constants import NONE, SELF
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

PLACES = ("/p/", "/pg/")
POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}
HEADERS = {
    "Cache-Control": "no-store",
    # Not "no-referrer", with which a browser sends "Origin: null" and every form is refused; and never the path.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class PgHeaders:
    """The outermost of all, so that nothing answers past it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PLACES):
            for name, value in {**HEADERS, "Content-Security-Policy": build_policy(POLICY)}.items():
                response[name] = value
        return response
