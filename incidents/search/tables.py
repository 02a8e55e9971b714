"""What each database needs beside the entries' own table: indexes for whole words and for parts of words.

A migration that alters the entries' table on SQLite rebuilds it and loses the triggers: remove() first, install() last.
"""

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ENTRIES, TERMS, PARTS = "incidents_searchentry", "incidents_search_terms", "incidents_search_parts"
BAGS = ("title", "public", "internal")

POSTGRESQL = [
    # Words and vectors out of line: then the table itself is small, and visiting thousands of hits is cheap.
    f"ALTER TABLE {ENTRIES} SET (toast_tuple_target = 128)",
    *(f"ALTER TABLE {ENTRIES} ALTER COLUMN {bag} SET STORAGE EXTERNAL" for bag in BAGS),  # the beginning alone is read
    f"ALTER TABLE {ENTRIES} ALTER COLUMN terms SET STATISTICS 300",
    # No list of what is still to be sorted in: a question of seventy terms would read through all of it seventy times.
    f"CREATE INDEX search_terms ON {ENTRIES} USING gin (terms) WITH (fastupdate = off)",
]
TRIGRAMS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX search_parts ON {ENTRIES} USING gin ({', '.join(f'{bag} gin_trgm_ops' for bag in BAGS)}) "
    "WITH (gin_pending_list_limit = 512)",
]


def _sqlite() -> list[str]:
    bags = ", ".join(BAGS)
    old, new = (", ".join(f"{row}.{bag}" for bag in BAGS) for row in ("OLD", "NEW"))
    take = (
        f"INSERT INTO {TERMS} ({TERMS}, rowid, terms) VALUES ('delete', OLD.id, OLD.terms); "
        f"INSERT INTO {PARTS} ({PARTS}, rowid, {bags}) VALUES ('delete', OLD.id, {old});"
    )
    give = (
        f"INSERT INTO {TERMS} (rowid, terms) VALUES (NEW.id, NEW.terms); "
        f"INSERT INTO {PARTS} (rowid, {bags}) VALUES (NEW.id, {new});"
    )
    mirror = f"content='{ENTRIES}', content_rowid='id', detail=none"
    return [
        f"CREATE VIRTUAL TABLE {TERMS} USING fts5(terms, {mirror}, tokenize=\"ascii tokenchars '-._:'\")",
        f"CREATE VIRTUAL TABLE {TERMS}_vocabulary USING fts5vocab({TERMS}, 'row')",
        f"CREATE VIRTUAL TABLE {PARTS} USING fts5({bags}, {mirror}, tokenize='trigram case_sensitive 1')",
        f"CREATE TRIGGER search_insert AFTER INSERT ON {ENTRIES} BEGIN {give} END",
        f"CREATE TRIGGER search_delete AFTER DELETE ON {ENTRIES} BEGIN {take} END",
        f"CREATE TRIGGER search_update AFTER UPDATE ON {ENTRIES} BEGIN {take} {give} END",
    ]


def install(apps: StateApps | None = None, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    """Create all of it; usable as a migration's RunPython operation."""
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        _install_trigrams()


def _install_trigrams() -> None:
    """Where the extension is missing or not ours to create, parts of words are found all the same, only slower."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in TRIGRAMS:
                cursor.execute(statement)
    except DatabaseError:
        return


def remove(apps: StateApps | None = None, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    """Drop all of it, there or not."""
    names = [("INDEX", "search_terms"), ("INDEX", "search_parts")]
    if connection.vendor == "sqlite":
        names = [("TRIGGER", f"search_{what}") for what in ("insert", "delete", "update")]
        names += [("TABLE", f"{TERMS}_vocabulary"), ("TABLE", TERMS), ("TABLE", PARTS)]
    with connection.cursor() as cursor:
        for kind, name in names:
            cursor.execute(f"DROP {kind} IF EXISTS {name}")
