"""What search engines are asked to leave alone. A courtesy: who must not read a page is not let in there."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

TEXT = "User-agent: *\nDisallow: /p/\nDisallow: /pg/\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(TEXT, content_type="text/plain")
