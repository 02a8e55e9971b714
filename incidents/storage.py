"""Where attachments lie: a folder outside everything that is served, or what the installation names instead."""

import os
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, storages


def attachments() -> Storage:
    return storages["attachments"]


class AttachmentFolder(FileSystemStorage):
    """A file is on the disk, name and all, before a row speaks of it; no address leads to it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700, **options)

    def _save(self, name: str, content: Any) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]
        for place in (self.path(kept), self.location):
            settle(place)
        return kept

    def url(self, name: str | None) -> str:
        raise ValueError("attachments have no address of their own")


def settle(place: str | os.PathLike[str]) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
