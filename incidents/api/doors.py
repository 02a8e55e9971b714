"""What every call goes through: signed in, visible, allowed, not stale, possible, well formed, and done once (R1)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.acting import NotValid, remembering_attempts, require, through
from accounts.api import TokenThrottle
from accounts.models import User
from accounts.once import KEY_LENGTH, Answer, fingerprint, once
from incidents.api import parsing
from incidents.api.offers import names_for
from incidents.api.readers import reader_of
from incidents.api.reading import read
from incidents.models import Incident
from incidents.policy import RULES, sees_internal

PREFIX = "api:"  # a call's key and a form's nonce are never the same submission
NEVER = -1  # a version that no incident has


class ApiView(APIView):
    """One address of the API."""

    parser_classes: tuple[type[BaseParser], ...] = (parsing.StrictJSONParser,)
    throttle_classes = (TokenThrottle,)
    metadata_class = None
    incident: Incident | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with through("api"):
            return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response

    @property
    def reader(self) -> User:
        return reader_of(self.request)

    def find(self, number: str) -> Incident:
        """The incident, if it exists for this person, with the version that they say they saw."""
        rows = Incident.objects.visible_to(self.reader).numbered(number)
        found: Incident | None = rows.with_everything().first()
        if found is None:
            raise Http404
        found.seen = seen(self.request, found, self.reader)
        self.incident = found
        return found

    def require(self, verb: str, incident: Incident) -> None:
        require(RULES, verb, incident, self.reader)

    def glance(self, name: str) -> Any:
        return parsing.glance(self.request.body, name)

    def sent(self, kind: type[Serializer[Any]]) -> dict[str, Any]:
        """The body as this verb's input; fields that it does not know are left alone. Raises NotValid by field."""
        self.request.body  # noqa: B018 - read whole, so that the limit on its size holds before the parser sees it
        form = kind(data=self.request.data, context={"reader": self.reader})
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def once(self, act: Callable[[], Answer]) -> Response:
        """Do it; with an Idempotency-Key, do it once. A repeat is answered before anything is judged anew (T31)."""
        key = self.request.headers.get("Idempotency-Key")
        with remembering_attempts():
            answer = act() if key is None else once(self.reader, PREFIX + readable(key), self.mark(), act)
        response = Response(answer.content["body"], status=answer.status, headers=answer.content["headers"])
        if answer.is_repeat:
            response["Idempotent-Replay"] = "true"
        return response

    def mark(self) -> str:
        """What makes two calls the same. The role is in it, so that nobody is told again what they no longer read."""
        request = self.request
        return fingerprint(str(request.method).encode(), request.path.encode(), self.reader.role.encode(), request.body)

    def incident_answer(self, status: int, incident: Incident) -> Answer:
        """The incident as it is now and as this person may read it."""
        fresh = Incident.objects.with_everything().get(pk=incident.pk)
        return told(status, read(fresh, self.reader), ETag=etag(fresh, self.reader))

    def standing(self) -> dict[str, Any]:
        """What a refusal by state says of how things stand (D8); config.errors asks for it."""
        if self.incident is None:
            return {}
        fresh = Incident.objects.with_everything().get(pk=self.incident.pk)
        tag = etag(fresh, self.reader).strip('"')
        return {
            "current_state": fresh.state,
            "version": int(tag) if sees_internal(self.reader) else tag,
            "available_actions": names_for(self.reader, fresh),
        }


def told(status: int, body: Mapping[str, Any], **headers: str) -> Answer:
    return Answer(status, {"body": body, "headers": headers})


def readable(key: str) -> str:
    most = KEY_LENGTH - len(PREFIX)
    if not 1 <= len(key.strip()) <= most:
        raise NotValid({"Idempotency-Key": [_("A key has 1 to %(most)d characters.") % {"most": most}]})
    return key.strip()


def etag(incident: Incident, reader: User) -> str:
    """To the support team the version. A customer's is made of what they read: notes of ours must not move it (T13)."""
    if sees_internal(reader):
        return f'"{incident.version}"'
    words = json.dumps(read(incident, reader), sort_keys=True).encode()
    return f'"{hashlib.sha256(words).hexdigest()[:32]}"'


def tags(header: str) -> list[str]:
    """A compressing proxy weakens a tag on its way; ours name a version, not bytes, so a weak one says as much."""
    return [tag.removeprefix("W/") for tag in parse_etags(header)]


def seen(request: Request, incident: Incident, reader: User) -> int | None:
    """The version that `If-Match` stands for: the present one, or one that never was."""
    header = request.headers.get("If-Match")
    if header is None or tags(header) == ["*"]:
        return None
    return incident.version if etag(incident, reader) in tags(header) else NEVER
