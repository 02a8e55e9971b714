"""How a page's form takes files; what may come, and what is wrong with one, is the action's to say."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from incidents.pending import opened


class FilesInput(forms.FileInput):
    """Files chosen now, and those that a form which came back offered again (`kept`)."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        tokens = data.getlist("kept") if hasattr(data, "getlist") else []
        return [*(super().value_from_datadict(data, files, name) or []), *opened(tokens)]


class FilesField(forms.FileField):
    """Any number of files, none included."""

    widget = FilesInput

    def __init__(self) -> None:
        said = format_lazy(
            _("Up to {n} files of {mb} MB, together {all} MB."),
            n=settings.ATTACHMENTS_A_MESSAGE,
            mb=settings.ATTACHMENT_MB,
            all=settings.ATTACHMENTS_MB_A_MESSAGE,
        )
        super().__init__(label=_("Files"), required=False, help_text=said)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return list(data or [])
