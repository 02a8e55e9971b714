"""The two cookies of who comes by link, and what a request tells about its sender (R36).

Neither is a sign-in: nothing but the product group's own pages looks at them.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from escalations.audit import Traces
from escalations.models import PgBrowser

SALT = "pg browser"
# Not the cookies of the whole site: a colleague of ours may be signed in with the same browser.
CLEARED = '"cache", "storage"'


def session_cookie() -> str:
    return "__Host-pg" if settings.SECURE else "pg"


def browser_cookie() -> str:
    return "__Host-pg-browser" if settings.SECURE else "pg-browser"


def session_key(request: HttpRequest) -> str:
    return request.COOKIES.get(session_cookie(), "")


def browser_key(request: HttpRequest) -> str:
    """The key of a remembered browser, if we signed it."""
    try:
        return Signer(salt=SALT).unsign(request.COOKIES.get(browser_cookie(), ""))
    except BadSignature:
        return ""


def hand_out_session(response: HttpResponse, key: str) -> None:
    """Until the browser is closed; how long it is good for, the database says."""
    response.set_cookie(session_cookie(), key, secure=settings.SECURE, httponly=True, samesite="Strict")


def hand_out_browser(response: HttpResponse, key: str) -> None:
    seconds = int(PgBrowser.LIFE.total_seconds())
    signed = Signer(salt=SALT).sign(key)
    response.set_cookie(
        browser_cookie(), signed, max_age=seconds, secure=settings.SECURE, httponly=True, samesite="Strict"
    )


def take_back(response: HttpResponse, *names: str) -> None:
    """The visit is over: its cookies go, and what the browser kept of it."""
    for name in names:
        response.set_cookie(name, "", max_age=0, secure=settings.SECURE, httponly=True, samesite="Strict")
    response["Clear-Site-Data"] = CLEARED


def traces_of(request: HttpRequest) -> Traces:
    """Every browser of today says when a person pressed; one that does not is noted, never refused."""
    agent = request.headers.get("User-Agent", "")
    return Traces(place_of(request), agent[:500], is_robot_like="Sec-Fetch-User" not in request.headers)


def place_of(request: HttpRequest) -> str:
    """The address of the sender: of the addresses that our own proxies wrote down, the first."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        return str(forwarded[-settings.TRUSTED_PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))
