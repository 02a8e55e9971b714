"""The broker in a folder, for an installation without Redis: a message is there whole, or not at all.

The library's own opens the file that the worker looks for, then writes it: who reads in between gets an empty message
and dies of it.
"""

import logging
import os
import uuid
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

SCHEME = "embedded"
log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **options: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}"  # the worker takes them by name, the oldest first
        draft = folder / f"{name}.part"
        try:
            draft.write_bytes(str_to_bytes(dumps(payload)))
            draft.rename(folder / f"{name}.{queue}.msg")
        except OSError as fault:
            with suppress(OSError):
                draft.unlink()
            raise ChannelError(f"cannot put a message into {folder}") from fault

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The oldest that can be read. One that cannot has been moved away already, and stops nobody."""
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                log.warning("an unreadable message was set aside in %s", self.processed_folder)

    def _queue_bind(self, exchange: str, *names: Any) -> None:
        """The exchange's table exists with all its text before anybody reads it; rows are added under its lock."""
        table: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]
        if not table.exists():
            self.control_folder.mkdir(exist_ok=True)
            draft = table.with_name(f"{uuid.uuid4()}.part")
            draft.write_bytes(b"[]")
            with suppress(FileExistsError):  # somebody else was first
                os.link(draft, table)
            draft.unlink()
        super()._queue_bind(exchange, *names)


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
