"""Where log lines go, and that none of them holds the secret of a mail's link."""

from typing import Any

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"


def to_console(level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "notifications.masking.MaskedFormatter", "format": LINE}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
    }
