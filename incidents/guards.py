"""What the database itself refuses: writing to a closed incident, rewriting the timeline, a state without its event.

Every migration that alters a guarded table calls remove() first and install() last: SQLite rebuilds such tables, and
triggers vanish silently or break.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CLOSED = "closed is read-only (R13)"
APPEND_ONLY = "the timeline is append-only (R18)"
AUDIENCE = "files have the audience of their words (R17)"
KEPT = "the history is append-only (R24)"
GAPLESS = "the timeline has no gaps (S13)"
EVENTLESS = "a state changes with its event only (R18)"

LAST_EVENT = "SELECT {what} FROM incidents_event WHERE incident_id = {row}.{key} ORDER BY seq DESC LIMIT 1"
CHILDREN = (
    *("incidents_message", "incidents_solution", "incidents_clock"),
    *("incidents_attachment", "incidents_task"),
    *("incidents_match", "incidents_outagelink"),
    *("incidents_check",),
    "incidents_colleague",
)
APPEND_ONLY_CHILDREN = (
    "incidents_message",
    "incidents_attachment",
    "incidents_check",
)  # no row of theirs ever changes or goes
# Nobody begins to write on a closed incident; what was being written stays to be read, thrown away and swept.
UNSENT = ("incidents_draft",)
# Nobody comes onto the thread of a closed incident; whoever is there can still leave, or be put out (R37).
ADMITTED = ("incidents_guest",)


@dataclass(frozen=True)
class Guard:
    """One trigger: before `what` on `table`, if `when` holds, refuse with `message`."""

    name: str
    table: str
    what: str
    message: str
    when: str = "TRUE"
    locks_incident: bool = False

    def sqlite(self) -> list[str]:
        return [
            f"CREATE TRIGGER {self.name} BEFORE {self.what} ON {self.table} WHEN {self.when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        ]

    def postgresql(self) -> list[str]:
        # FOR SHARE: without it a message got into an incident that was being closed by somebody else.
        row = "OLD" if self.what == "DELETE" else "NEW"
        held = (
            f"PERFORM 1 FROM incidents_incident WHERE id = {row}.incident_id FOR SHARE;" if self.locks_incident else ""
        )
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {held} "
            f"IF {self.when} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {row}; END $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.what} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


def is_closed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM incidents_incident i WHERE i.id = {row}.incident_id AND i.state = 'closed')"  # noqa: S608 - no input


def last_event(what: str, row: str, key: str) -> str:
    return f"COALESCE(({LAST_EVENT.format(what=what, row=row, key=key)}), {'0' if what == 'seq' else repr('')})"


def days_ago(days: int) -> str:
    postgresql = connection.vendor == "postgresql"
    return f"now() - interval '{days} days'" if postgresql else f"datetime('now', '-{days} days')"


def is_other_audience() -> str:
    """Of another incident's event, or open to more people than the event and its words are."""
    return (
        "NOT EXISTS (SELECT 1 FROM incidents_event e LEFT JOIN incidents_message m ON m.event_id = e.id "
        "WHERE e.id = NEW.event_id AND e.incident_id = NEW.incident_id AND (NEW.visibility = 'internal' "
        "OR (e.public AND COALESCE(m.visibility, 'public') = 'public')))"
    )


def guards() -> list[Guard]:
    return [*of_incidents(), *of_children()]


def of_incidents() -> list[Guard]:
    """The timeline only grows, what is closed stays as it is, and a state has its event."""
    return [
        Guard("guard_event_update", "incidents_event", "UPDATE", APPEND_ONLY),
        Guard("guard_event_delete", "incidents_event", "DELETE", APPEND_ONLY),
        Guard(
            "guard_event_seq",
            "incidents_event",
            "INSERT",
            GAPLESS,
            f"NEW.seq <> {last_event('seq', 'NEW', 'incident_id')} + 1",
        ),
        # Nothing more happens to what is closed, but that it is opened again; what closes it is written just before.
        Guard(
            "guard_event_closed",
            "incidents_event",
            "INSERT",
            CLOSED,
            f"{is_closed('NEW')} AND NEW.verb <> 'reopen'",
            True,
        ),
        Guard("guard_knownevent_update", "incidents_knownevent", "UPDATE", KEPT),
        Guard("guard_knownevent_delete", "incidents_knownevent", "DELETE", KEPT),
        Guard("guard_incident_delete", "incidents_incident", "DELETE", CLOSED),
        Guard(
            "guard_incident_closed",
            "incidents_incident",
            "UPDATE",
            CLOSED,
            "OLD.state = 'closed' AND (NEW.state <> 'work_in_progress' "
            f"OR {last_event('verb', 'OLD', 'id')} <> 'reopen')",
        ),
        Guard(
            "guard_incident_state",
            "incidents_incident",
            "UPDATE",
            EVENTLESS,
            f"OLD.state <> NEW.state AND {last_event('state', 'NEW', 'id')} <> NEW.state",
        ),
    ]


def of_children() -> list[Guard]:
    """What hangs on an incident is written while it is open; some of it is never rewritten."""
    rules = [
        Guard(f"guard_{table.removeprefix('incidents_')}_{what.lower()}", table, what, APPEND_ONLY)
        for table in APPEND_ONLY_CHILDREN
        for what in ("UPDATE", "DELETE")
    ]
    rules.append(Guard("guard_attachment_audience", "incidents_attachment", "INSERT", AUDIENCE, is_other_audience()))
    for table in (*CHILDREN, *UNSENT):
        name = table.removeprefix("incidents_")
        rules.append(Guard(f"guard_{name}_closed", table, "INSERT", CLOSED, is_closed("NEW"), True))
        if table not in APPEND_ONLY_CHILDREN:
            # Both: a row is neither moved into a closed incident nor out of it.
            both = f"{is_closed('OLD')} OR {is_closed('NEW')}"
            rules.append(Guard(f"guard_{name}_closed_update", table, "UPDATE", CLOSED, both, True))
        if table in CHILDREN and table not in APPEND_ONLY_CHILDREN:
            rules.append(Guard(f"guard_{name}_closed_delete", table, "DELETE", CLOSED, is_closed("OLD"), True))
    for table in ADMITTED:
        name = table.removeprefix("incidents_")
        rules.append(Guard(f"guard_{name}_closed", table, "INSERT", CLOSED, is_closed("NEW"), True))
    return rules


def install(apps: StateApps | None = None, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    """Create all guards; usable as a migration's RunPython operation."""
    put_up(guards())


def remove(apps: StateApps | None = None, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    """Drop all guards, there or not."""
    take_down(guards())


def put_up(wanted: Iterable[Guard]) -> None:
    with connection.cursor() as cursor:
        for guard in of_tables_there(wanted):
            for statement in guard.postgresql() if connection.vendor == "postgresql" else guard.sqlite():
                cursor.execute(statement)


def take_down(unwanted: Iterable[Guard]) -> None:
    with connection.cursor() as cursor:
        for guard in of_tables_there(unwanted):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {guard.name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")


def of_tables_there(wanted: Iterable[Guard]) -> list[Guard]:
    """An earlier migration calls this before the later ones have made their tables."""
    tables = set(connection.introspection.table_names())
    return [guard for guard in wanted if guard.table in tables]


def installed(floor: str = "incidents") -> set[str]:
    """The names of the guards that the database has on the tables of a floor."""
    query = (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchall()
    return {name for name, table in found if name.startswith("guard_") and table.startswith(f"{floor}_")}
