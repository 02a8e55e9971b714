"""Records whose state moves by transitions only, and can be read anew without lifting that protection."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models


class Stated(models.Model):
    """A record with a protected state field, named by `STATE`."""

    STATE = "state"

    class Meta:
        abstract = True

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """The library's own way switches the protection off for every thread; this one only for this instance."""
        with self._reading():
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        kept = self.__dict__.pop(self.STATE, None)
        self._taken_out = set() if kept is None else {self.STATE}
        try:
            yield
        finally:
            self._taken_out = set()
            if kept is not None:
                self.__dict__.setdefault(self.STATE, kept)

    def get_deferred_fields(self) -> set[str]:
        """Taken out to be read anew is not left for later: Django would skip it."""
        return super().get_deferred_fields() - getattr(self, "_taken_out", set())
