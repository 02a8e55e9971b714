"""What search knows of a record: its words, apart from the record, so that a change of its state costs no index."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class TermsField(models.TextField[str, str]):
    """Terms, separated by spaces. PostgreSQL keeps them as a vector, SQLite as text that a full-text table mirrors."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return "array_to_tsvector(string_to_array(%s, ' '))" if connection.vendor == "postgresql" else "%s"


class SearchEntry(models.Model):
    """One record of any kind. The three texts hold words as search reads them, for ranking and for parts of words."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    title = models.TextField()
    public = models.TextField()
    internal = models.TextField()
    terms = TermsField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_entry_a_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
