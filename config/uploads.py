"""How much of what is uploaded is taken in: a form's words always, of its files no more than may be kept."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext as _

MB = 1024 * 1024
# So many times what a message may hold is read, though not kept, so that the words around it are not lost.
PATIENCE = 4


class BoundedUploads(TemporaryFileUploadHandler):
    """Every file goes to a temporary one, up to the limits; of what is beyond them only the size is kept."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.taken = 0  # bytes of all files of this request that were kept
        self.is_over = False

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:  # noqa: N803
        if content_length > PATIENCE * settings.ATTACHMENTS_MB_A_MESSAGE * MB:
            raise RequestDataTooBig(_("This is more than can be sent at once."))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size, self.is_over = 0, not self.is_somebody()

    def is_somebody(self) -> bool:
        """Nobody's files are not kept, even for the moment."""
        user = getattr(self.request, "user", None)
        return user is not None and user.is_authenticated

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        self.taken += len(raw_data)
        if self.is_over:
            return
        if self.size > settings.ATTACHMENT_MB * MB or self.taken > settings.ATTACHMENTS_MB_A_MESSAGE * MB:
            self.is_over = True
            self.file.truncate(0)
            return
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        if not self.is_over:
            return super().file_complete(file_size)
        self.file.close()
        given = (self.field_name, self.file_name, self.content_type, file_size, self.charset)
        return InMemoryUploadedFile(BytesIO(), *given)  # nothing but its name and size
