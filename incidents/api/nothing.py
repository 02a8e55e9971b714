"""Every address of the API that is none; one that lacks no more than its last slash is told the right one."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.doors import ApiView


@extend_schema(exclude=True)
class NothingHereView(ApiView):
    """Nothing, in the API's own words. Whether there is anything at the address with the slash is not asked here."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.path.endswith("/"):
            raise Http404
        if request.method not in {"GET", "HEAD"}:
            meant = {"address": f"{request.path}/"}
            raise NotFound(_("Every address ends with a slash; nothing was done. Send it to %(address)s.") % meant)

    def get(self, request: Request) -> Response:
        return Response(status=308, headers={"Location": request.get_full_path(force_append_slash=True)})
