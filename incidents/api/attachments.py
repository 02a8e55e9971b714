"""Files by tools: sent with a message, listed, and fetched one by one (R17)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.once import Answer, fingerprint
from incidents import actions
from incidents.actions.files import digests
from incidents.api import filters, schema, writing
from incidents.api.conversation import MessageReading, placed
from incidents.api.doors import ApiView, told
from incidents.api.file_reading import AttachmentReading
from incidents.api.views import CountedView, MessagesView
from incidents.handing_out import HEADERS, hand_out
from incidents.models import Attachment, Incident, Message


class FiledReading(serializers.Serializer[Any]):
    """The message that was made, and its files."""

    message = MessageReading()
    attachments = AttachmentReading(many=True)


class FilesInput(serializers.Serializer[Any]):
    body = writing.Words(required=False, help_text=gettext_lazy("Without words, the files' names are the words."))
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        min_length=1,
        error_messages={
            "required": gettext_lazy("Send at least one file."),
            "min_length": _("Send at least one file."),
        },
    )


class FilesMessageInput(FilesInput, writing.MessageInput):
    """Staff say who may read it; a customer's message is public."""


class FilesNoteInput(FilesInput, writing.NoteInput):
    """For the team alone."""


class FilesCustomerInput(FilesInput, writing.CustomerMessageInput):
    """A customer's message is public."""


INPUTS: dict[str, type[FilesInput]] = {
    "post_message": FilesCustomerInput,
    "send_update": FilesMessageInput,
    "add_note": FilesNoteInput,
}


def with_message(rows: QuerySet[Attachment], reader: User) -> QuerySet[Attachment]:
    """Each with the place of its message in the conversation as this person reads it."""
    said = Message.objects.visible_to(reader).filter(incident=OuterRef("incident"), pk__lte=OuterRef("event__message"))
    counted = said.order_by().values("incident").annotate(n=Count("pk")).values("n")
    return rows.annotate(message=Subquery(counted))


@extend_schema_view(
    get=extend_schema(
        operation_id="list_attachments",
        summary=gettext_lazy("The files"),
        description=gettext_lazy("Oldest first. Files of internal notes are there for the support team alone."),
        responses=schema.answers(200, AttachmentReading(many=True), schema.READS),
    ),
    post=extend_schema(
        operation_id="post_attachments",
        summary=gettext_lazy("Write a message with files"),
        description=gettext_lazy(
            "As `messages/`, with files: the support team says who may read them, a customer's are public. Any type is "
            "taken that the installation does not refuse, and all are only ever served to be saved."
        ),
        parameters=[schema.KEY, schema.MATCH],
        request={"multipart/form-data": FilesMessageInput},
        responses=schema.answers(201, FiledReading, (*schema.CHANGES, 413)),
    ),
)
class AttachmentsView(CountedView):
    queryset = Attachment.objects.none()
    filterset_class = customer_filters = filters.AttachmentFilters
    parser_classes = (MultiPartParser,)

    def get(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        rows = Attachment.objects.visible_to(self.reader).filter(incident=incident).select_related("by")
        page = self.page(with_message(placed(rows, "pk"), self.reader))
        return self.get_paginated_response(self.read(page, incident))

    def read(self, rows: Iterable[Attachment], incident: Incident) -> Any:
        context = {"reader": self.reader, "number": incident.number}
        return AttachmentReading(rows, many=True, context=context).data  # type: ignore[arg-type]

    def post(self, request: Request, number: str) -> Response:
        incident = self.find(number)
        return self.once(lambda: self.say(incident))

    def mark(self) -> str:
        """Of a call with files: its fields and every byte of its files, whatever the boundary between them was."""
        sent, files = self.request.POST, self.request.FILES
        fields = [f"{name}={value}".encode() for name in sorted(sent) for value in sent.getlist(name)]
        bytes_of = [part for name in sorted(files) for part in (name.encode(), *digests(files.getlist(name)))]
        whose = (str(self.request.method).encode(), self.request.path.encode(), self.reader.role.encode())
        return fingerprint(*whose, *fields, *bytes_of)

    def say(self, incident: Incident) -> Answer:
        verb = MessagesView.verb(self)  # type: ignore[arg-type]
        self.require(verb, incident)
        sent = self.sent(INPUTS[verb])
        sent.pop("visibility", None)
        after = getattr(actions, verb)(incident, by=self.reader, **sent)
        message = MessagesView.read_last(self, after)  # type: ignore[arg-type]
        rows = Attachment.objects.filter(incident=incident, event__seq=after.event_count).select_related("by")
        return told(201, {"message": message, "attachments": self.read(with_message(rows, self.reader), incident)})

    def glance(self, name: str) -> Any:
        sent: Any = self.request.data
        return sent.get(name)

    def sent(self, kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        form = kind(data=self.request.data, context={"reader": self.reader})
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)


@extend_schema_view(
    get=extend_schema(
        operation_id="read_attachment",
        summary=gettext_lazy("One file"),
        description=gettext_lazy("To be saved: under its own type only if that is a picture or plain text."),
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            **{(code, schema.PROBLEM): schema.problem(code) for code in schema.READS},
        },
    )
)
class AttachmentView(ApiView):
    def get(self, request: Request, number: str, key: str) -> FileResponse:
        incident = self.find(number)
        attachment = Attachment.objects.visible_to(self.reader).filter(incident=incident, key=key).first()
        if attachment is None:
            raise Http404
        return hand_out(attachment)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """A file is kept by nobody on its way."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code == 200:
            answer["Cache-Control"] = HEADERS["Cache-Control"]
        return answer
