"""Not allowed, not now, not valid: one wording for pages and API, and never a bare code (R1)."""

import logging
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.acting import NotAllowed, NotNow, NotPossible, NotSignedIn, NotValid, Refusal, Stale
from accounts.once import OtherContent
from escalations import pg_headers

log = logging.getLogger(__name__)

STATUS: dict[type[Refusal], int] = {
    NotSignedIn: 401,
    NotAllowed: 403,
    Stale: 412,
    OtherContent: 422,
    NotPossible: 409,
    NotValid: 400,
    NotNow: 503,
}
PROBLEM = "application/problem+json"
DATABASE_FAULTS = (OperationalError, InterfaceError)
LOCKED = {"55P03", "40P01"}  # PostgreSQL: lock_timeout ran out; deadlock
# What a page says for itself: a code or a key is no word of anybody's.
HIDDEN = {
    *("csrfmiddlewaretoken", "nonce", "version", "since", "solution", "statement", "kept", "token", "code"),
    *("text", "last", "seen", "saved", "member", "kind", "ground", "resolution"),
}
# Where people write what must not be lost; elsewhere a form holds secrets, or nothing worth keeping.
KEPT_UNDER = ("/portal/", "/workspace/", "/account/settings/", "/pg/")


def status_of(refusal: Refusal) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


@dataclass(frozen=True)
class Away:
    """Why the database did not do it, in words, and after how many seconds to come back."""

    reason: str
    seconds: int


def away(fault: Exception) -> Away:
    """Waiting for another writer is ordinary and soon over; anything else is for the operator to look at."""
    if is_lock(fault):
        log.warning("the database was busy: %s", fault)
        return Away(_("Somebody else is writing to this just now. Try again in a moment."), 3)
    log.error("the database cannot be used: %s", fault, exc_info=fault)
    return Away(_("The database cannot be reached or written just now. Try again in a minute."), 60)


def is_lock(fault: Exception) -> bool:
    return getattr(fault.__cause__, "sqlstate", None) in LOCKED or "locked" in str(fault)  # the latter: SQLite


# --- The API: problem documents --------------------------------------------------------------------------------------


class Problem(Response):
    """A problem document: JSON whatever the view would have answered with."""

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]
        self["Content-Type"] = PROBLEM
        return JSONRenderer().render(self.data)


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The API's exception handler: every refusal is an application/problem+json document."""
    if isinstance(error, Refusal):
        more = {**standing(error, context.get("view")), **leading(error)}
        return document(status_of(error), error.reason, error.errors, **more)
    if isinstance(error, DATABASE_FAULTS):
        return away_document(away(error))
    if isinstance(error, ValidationError):
        return document(400, _("Some of what was sent needs another look."), flat(error.detail))
    if isinstance(error, APIException):
        return api_document(error)
    return plain_document(error)


def standing(refusal: Refusal, view: Any) -> dict[str, Any]:
    """How things stand now, for who was refused by that; a view that acts on a record can say (D8)."""
    if not isinstance(refusal, NotPossible | Stale) or isinstance(refusal, OtherContent):
        return {}
    told: dict[str, Any] = view.standing() if hasattr(view, "standing") else {}
    return told


def leading(refusal: Refusal) -> dict[str, Any]:
    """Where it belongs instead, for a refusal that knows (R31)."""
    led_to = getattr(refusal, "led_to", None)
    return {"led_to": str(led_to)} if led_to else {}


def plain_document(error: Exception) -> Response | None:
    """What Django itself refuses with; anything else is a fault of ours, and goes up."""
    if isinstance(error, Http404):
        return document(404, _("There is nothing here, or it is not yours to see."))
    if isinstance(error, PermissionDenied):
        return document(403, _("You may not do that."))
    if isinstance(error, RequestDataTooBig):
        return document(413, _("This is more than can be taken in one call."))
    return None


def document(status: int, detail: str, errors: Mapping[str, list[str]] | None = None, **more: Any) -> Response:
    return Problem(words_of(status, detail, errors, **more), status=status)


def words_of(status: int, detail: str, errors: Mapping[str, list[str]] | None = None, **more: Any) -> dict[str, Any]:
    named = {"errors": dict(errors)} if errors else {}
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **named,
        **more,
    }


def api_document(error: APIException) -> Response:
    response = document(error.status_code, str(error.detail))
    if isinstance(error, Throttled):
        response["Retry-After"] = str(int(getattr(error, "wait", None) or 0) + 1)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def away_document(why: Away) -> Response:
    response = document(503, why.reason)
    response["Retry-After"] = str(why.seconds)
    return response


def flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """The library's nested details as one list of sentences a field."""
    if isinstance(detail, dict):
        rows = (flat(value, f"{prefix}.{key}" if prefix else str(key)) for key, value in detail.items())
        return {name: sentences for row in rows for name, sentences in row.items()}
    sentences = detail if isinstance(detail, list) else [detail]
    name = prefix.removesuffix("non_field_errors").rstrip(".")
    return {name or "body": [str(sentence) for sentence in sentences]}


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def bare_document(status: int, detail: str, **more: Any) -> HttpResponse:
    """For a call that failed before or beyond its view."""
    return JsonResponse(words_of(status, detail, **more), status=status, content_type=PROBLEM)


# --- Pages -----------------------------------------------------------------------------------------------------------


class ErrorMiddleware:
    """Refusals that a view lets through become pages; what was typed is shown, so that it is not lost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DATABASE_FAULTS):
            why = away(error)
            response = page(request, 503, why.reason)
            response["Retry-After"] = str(why.seconds)
            return response
        if isinstance(error, Refusal):
            status = 409 if isinstance(error, Stale) else status_of(error)
            return page(request, 409 if status == 422 else status, error.reason, error.stand)
        return None


def page(request: HttpRequest, status: int, reason: str = "", stand: Mapping[str, Any] | None = None) -> HttpResponse:
    context: dict[str, Any] = {"reason": reason, "stand": stand, "kept": typed(request), "back": way_back(request)}
    context["reference"] = secrets.token_hex(4)
    log.info("refused %s %s with %s (%s)", request.method, request.path, status, context["reference"])
    if request.path.startswith(pg_headers.PLACES):  # no script, and nothing of who may be signed in here
        return render(request, "pg/refused.html", {**context, "back": "", "status": status}, status=status)
    return render(request, f"errors/{status}.html", context, status=status)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The words of a refused form; never a password, which the page would show to who looks over a shoulder."""
    if request.method != "POST" or not request.path.startswith(KEPT_UNDER):
        return []
    try:
        fields = request.POST.items()
    except (RequestDataTooBig, TooManyFieldsSent, OSError):
        return []
    kept = [(name, str(value)) for name, value in fields if is_shown(name) and str(value).strip()]
    words = [(name.replace("_", " ").capitalize(), value) for name, value in kept]
    files = ", ".join(str(file.name) for name in request.FILES for file in request.FILES.getlist(name))
    return [*words, (_("Files, to be chosen again"), files)] if files else words


def is_shown(name: str) -> bool:
    return name not in HIDDEN and "password" not in name.lower()


def way_back(request: HttpRequest) -> str:
    """The page of the record that the form belonged to: one verb's URL is its record's and the verb."""
    return request.path.rstrip("/").rsplit("/", 1)[0] + "/" if request.method == "POST" else "/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return too_much(request)
    if is_api(request):
        return bare_document(400, _("This call cannot be read."))
    return page(request, 400)


def too_much(request: HttpRequest) -> HttpResponse:
    """It was not read to its end, so nothing that it says is known."""
    if is_api(request):
        return bare_document(413, _("This is more than can be taken in one call."))
    return page(request, 413, _("This is more than can be sent at once, so nothing of it has arrived."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, 403, _("Your account may not open this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request):
        return bare_document(404, _("There is nothing here, or it is not yours to see."))
    return page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request, 403, _("This form was open for too long, or came from elsewhere. Go back, reload, and send it again.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    fault = sys.exc_info()[1]
    if isinstance(fault, DATABASE_FAULTS):
        return before_the_view(request, away(fault))
    reference = secrets.token_hex(4)
    log.error("a page failed (%s): %s", reference, request.path)
    if is_api(request):
        return bare_document(500, _("Something went wrong on our side. Nothing was changed."), reference=reference)
    # Without the request: a context processor may be what failed.
    return HttpResponse(render_to_string("errors/500.html", {"reference": reference}), status=500)


def before_the_view(request: HttpRequest, why: Away) -> HttpResponse:
    """The session could not be loaded, so nothing that asks who is there may be asked again."""
    if is_api(request):
        response = bare_document(503, why.reason)
    else:
        response = HttpResponse(render_to_string("errors/503.html", {"reason": why.reason}), status=503)
    response["Retry-After"] = str(why.seconds)
    return response
