"""What every answer below /p/ and /pg/ carries, whoever gave it: a page, a refusal, a redirection, an error (R36)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PLACES = ("/p/", "/pg/")
# Files of ours alone, no script at all, no frame, and forms that lead nowhere else (T16, T32).
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
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
            for name, value in HEADERS.items():
                response[name] = value
        return response
