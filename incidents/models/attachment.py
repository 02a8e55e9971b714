"""Files that came with an event: kept as they are, named for what they are, and only ever handed out (R17)."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from incidents import policy, sniffing
from incidents.models.event import Event
from incidents.models.incident import Incident
from incidents.models.message import Message

NAME = 150  # characters
# What may be handed out under its own type. All the rest is "some bytes": no browser takes that for a page or a script.
HARMLESS = {"image/png", "image/jpeg", "image/gif", "image/webp", sniffing.TEXT}
PROGRAMS = {sniffing.PROGRAM, "application/x-executable"}
KINDS = {
    "image/png": gettext_lazy("PNG picture"),
    "image/jpeg": gettext_lazy("JPEG picture"),
    "image/gif": gettext_lazy("GIF picture"),
    "image/webp": gettext_lazy("WebP picture"),
    sniffing.TEXT: gettext_lazy("text"),
    sniffing.HTML: gettext_lazy("HTML"),
    sniffing.SVG: gettext_lazy("SVG drawing"),
    sniffing.XML: gettext_lazy("XML"),
    sniffing.PDF: gettext_lazy("PDF"),
    "application/zip": gettext_lazy("ZIP archive"),
    "application/gzip": gettext_lazy("gzip archive"),
    sniffing.PROGRAM: gettext_lazy("program for Windows"),
    "application/x-executable": gettext_lazy("program for Linux"),
}
# What an extension promises. Others promise nothing that could be told from the content.
PROMISES = {
    **{name: {f"image/{name}"} for name in ("png", "gif", "webp")},
    **{name: {"image/jpeg"} for name in ("jpg", "jpeg")},
    **{name: {sniffing.TEXT} for name in ("txt", "log", "csv", "json", "md", "sql", "yaml", "yml", "ini")},
    **{name: {"application/zip"} for name in ("zip", "docx", "xlsx", "pptx", "jar")},
    **{name: {"application/gzip"} for name in ("gz", "tgz")},
    **{name: {sniffing.HTML, sniffing.TEXT} for name in ("html", "htm")},
    **{name: {sniffing.SVG, sniffing.XML} for name in ("svg", "xml")},
    "pdf": {sniffing.PDF},
}


def new_key() -> str:
    """128 bits that nobody can guess."""
    return secrets.token_urlsafe(16)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User | None) -> "AttachmentQuerySet":
        """Of incidents that exist for this person, what their audience may read (R2)."""
        rows = self.filter(incident__in=Incident.objects.visible_to(user))
        return rows if policy.sees_internal(user) else rows.filter(visibility=Message.Visibility.PUBLIC)


class Attachment(models.Model):
    """A file of an event: of its message, or of a report or a solution, which are no messages. Append-only."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="attachments")
    event = models.ForeignKey(Event, models.PROTECT, related_name="attachments")
    visibility = models.CharField(max_length=10, choices=Message.Visibility.choices)
    key = models.CharField(max_length=22, unique=True, default=new_key)
    name = models.CharField(max_length=NAME)
    type = models.CharField(max_length=100, help_text="What its content says.")
    declared = models.CharField(max_length=100, blank=True, help_text="What its sender called it; never believed.")
    has_script = models.BooleanField(default=False)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=100, db_index=True, help_text="Its name in the storage.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    if TYPE_CHECKING:
        incident_id: int
        event_id: int

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["incident", "visibility"], name="attachment_audience")]

    def __str__(self) -> str:
        return self.name

    @property
    def served_as(self) -> str:
        """The type it is handed out under."""
        if self.type not in HARMLESS:
            return sniffing.UNKNOWN
        return f"{self.type}; charset=utf-8" if self.type == sniffing.TEXT else self.type

    @property
    def kind(self) -> str:
        """What it is, for a reader."""
        what = str(KINDS.get(self.type, _("file")))
        return _("%(what)s with script") % {"what": what} if self.has_script else what

    @property
    def is_risky(self) -> bool:
        """Whether a reader is told before they open it."""
        return self.has_script or self.type in PROGRAMS or self.is_disguised

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    @property
    def is_disguised(self) -> bool:
        """Its name promises something else than its content is."""
        promised = PROMISES.get(self.extension)
        return promised is not None and self.type not in promised

    @property
    def disguise(self) -> str:
        """Said where its name and its content differ."""
        if not self.is_disguised:
            return ""
        words = {"kind": self.kind, "extension": self.extension}
        if self.type not in KINDS:
            return _("Not what its name says: .%(extension)s") % words
        return _("Looks like %(kind)s, named .%(extension)s") % words
