"""The pages of the demo mailbox, where a newcomer reads what the people of the demo world are written."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from notifications import mailbox
from notifications.mailbox import Received

# A letter brings its own inline style and links, nothing else; links open in a page of their own, outside the frame.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
OPEN_OUTSIDE = '<base target="_blank">'


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The list, newest first; `?to=` keeps those to a recipient."""
    _must_be_open()
    to = request.GET.get("to", "")
    return render(request, "demo_mail/letters.html", {"letters": mailbox.newest(to), "to": to})


@require_safe
def letter(request: HttpRequest, letter_id: str) -> HttpResponse:
    return render(request, "demo_mail/letter.html", {"letter": _find(letter_id)})


@require_safe
@xframe_options_sameorigin
def letter_html(_request: HttpRequest, letter_id: str) -> HttpResponse:
    """The HTML part alone, for the frame on the letter's page."""
    html = _find(letter_id).html
    head, tag, rest = html.partition("<head>")
    page = f"{head}{tag}{OPEN_OUTSIDE}{rest}" if tag else f"{OPEN_OUTSIDE}{html}"
    return HttpResponse(page, headers={"Content-Security-Policy": LETTER_POLICY})


def _find(letter_id: str) -> Received:
    _must_be_open()
    if (found := mailbox.find(letter_id)) is None:
        raise Http404
    return found


def _must_be_open() -> None:
    if not mailbox.is_open():
        raise Http404
