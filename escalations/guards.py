"""What the database itself refuses above the incidents: a rewritten history, a state without its event, and the like.

As on the floor below: every migration that alters a guarded table calls remove() first and install() last.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from incidents.guards import CLOSED, Guard, days_ago, is_closed, put_up, take_down

APPEND_ONLY = "the history is append-only (R18)"
GAPLESS = "the history has no gaps (S13)"
EVENTLESS = "an ICM changes its state with its event only (R35)"
KEPT = "an ICM stays (R35)"
AUDITED = "the audit is append-only (R36)"
AUDIT, AUDIT_DAYS = "escalations_accessevent", 400

# Verb -> the state of the ICM after it, as the transitions of the model say; here in words that a database reads.
LEADS_TO = {
    "acknowledge": "acknowledged",
    "request_information": "needs_information",
    "provide_information": "acknowledged",
    "mitigate": "mitigated",
    "resolve": "resolved",
    "send_back": "acknowledged",
    "hand_over": "open",
    "close": "closed",
}
ASKED = ("consultation", "csatrequest", "icmdraft", "morningreview", "riskdismissal")
APPEND_ONLY_TABLES = ("escalations_escalationevent", "escalations_answer")
LAST = "SELECT {what} FROM escalations_escalationevent WHERE kind = {kind} AND record_id = {record}"
NEWEST = "ORDER BY seq DESC LIMIT 1"


def guards() -> list[Guard]:
    last_seq = f"{LAST.format(what='seq', kind='NEW.kind', record='NEW.record_id')} {NEWEST}"
    last_state = f"{LAST.format(what=state_after(), kind=repr('icm'), record='NEW.id')} {NEWEST}"
    rules = [
        Guard(f"guard_{table.removeprefix('escalations_')}_{what.lower()}", table, what, APPEND_ONLY)
        for table in APPEND_ONLY_TABLES
        for what in ("UPDATE", "DELETE")
    ]
    return [
        *rules,
        # Who came by a link: no row changes, and none goes before its time.
        Guard("guard_accessevent_update", AUDIT, "UPDATE", AUDITED),
        Guard("guard_accessevent_delete", AUDIT, "DELETE", AUDITED, f"OLD.at > {days_ago(AUDIT_DAYS)}"),
        Guard(
            "guard_escalationevent_seq",
            "escalations_escalationevent",
            "INSERT",
            GAPLESS,
            f"NEW.seq <> COALESCE(({last_seq}), 0) + 1",
        ),
        Guard(
            "guard_icm_state",
            "escalations_icm",
            "UPDATE",
            EVENTLESS,
            f"OLD.state <> NEW.state AND COALESCE(({last_state}), '') <> NEW.state",
        ),
        Guard("guard_icm_delete", "escalations_icm", "DELETE", KEPT),
        # Nothing is asked about what is closed; what was asked before goes on to its end (R13).
        *(no_more(name) for name in ASKED),
        # What is closed is attached to nothing more (R13).
        no_more("icmincident"),
    ]


def no_more(table: str) -> Guard:
    return Guard(f"guard_{table}_closed", f"escalations_{table}", "INSERT", CLOSED, is_closed("NEW"), True)


def state_after() -> str:
    """The state that an event leaves behind; of one that moves none, none."""
    cases = " ".join(f"WHEN '{verb}' THEN '{state}'" for verb, state in LEADS_TO.items())
    return f"CASE verb {cases} END"


def install(apps: StateApps | None = None, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    """Create all guards; usable as a migration's RunPython operation."""
    put_up(guards())


def remove(apps: StateApps | None = None, schema_editor: BaseDatabaseSchemaEditor | None = None) -> None:
    """Drop all guards, there or not."""
    take_down(guards())
