"""The web server's own logs, without the secrets in the addresses of mails' links."""

import logging
from typing import Any

from gunicorn.glogging import Logger

from notifications.masking import MaskedFormatter, masked


class MaskedLogger(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            written = handler.formatter or logging.Formatter()
            handler.setFormatter(MaskedFormatter(written._fmt, written.datefmt))

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """Line, path, query and referer: every part is masked, whichever of them the format asks for."""
        found = super().atoms(resp, req, environ, request_time)
        return {name: masked(value) if isinstance(value, str) else value for name, value in found.items()}
