"""What people and the clocks do to incidents: one function a verb; nothing else writes."""

from incidents.actions.answering import add_note, post_message, respond, send_update
from incidents.actions.clocks import breach, sweep_clocks, warn
from incidents.actions.covering import name_deputy
from incidents.actions.ending import reopen, transfer_ownership, withdraw
from incidents.actions.flags import lower_flag, raise_flag
from incidents.actions.importing import import_incident
from incidents.actions.investigating import record_check
from incidents.actions.opening import assign, discard, open_incident
from incidents.actions.recognising import confirm_problem, correct_problem, state_problem
from incidents.actions.recomputing import apply_calendar, change_calendar
from incidents.actions.sharing import add_colleague, remove_colleague
from incidents.actions.solving import (
    accept_solution,
    keep_open,
    propose_solution,
    reject_solution,
    report_applied,
    withdraw_solution,
)
from incidents.actions.tasking import decline_task, delegate_task, finish_task, recall_task
from incidents.actions.waiting import (
    clear_substate,
    link_outage,
    match_problem,
    set_substate,
    unlink_outage,
    unmatch_problem,
)

__all__ = [
    "accept_solution",
    "add_colleague",
    "add_note",
    "apply_calendar",
    "assign",
    "breach",
    "change_calendar",
    "clear_substate",
    "confirm_problem",
    "correct_problem",
    "decline_task",
    "delegate_task",
    "discard",
    "finish_task",
    "import_incident",
    "keep_open",
    "link_outage",
    "lower_flag",
    "match_problem",
    "name_deputy",
    "open_incident",
    "post_message",
    "propose_solution",
    "raise_flag",
    "recall_task",
    "record_check",
    "reject_solution",
    "remove_colleague",
    "reopen",
    "report_applied",
    "respond",
    "send_update",
    "set_substate",
    "state_problem",
    "sweep_clocks",
    "transfer_ownership",
    "unlink_outage",
    "unmatch_problem",
    "warn",
    "withdraw",
    "withdraw_solution",
]
