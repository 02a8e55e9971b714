"""What people do on the escalations floor: one function a verb; nothing else writes."""

from escalations.actions.consenting import (
    add_to_thread,
    ask_to_join,
    consent,
    decline_consent,
    leave,
    remove_from_thread,
    request_consent,
    write_to_customer,
)
from escalations.actions.csat import ask_for_more, decline_csat, discuss_csat, request_csat, revise_csat
from escalations.actions.csat_deciding import approve_csat, end_csat, engage_csat, note_shiproom
from escalations.actions.csat_sweeping import sweep_csat
from escalations.actions.granting import bring_in
from escalations.actions.opening import join, open_icm
from escalations.actions.working import (
    acknowledge,
    close,
    hand_over,
    mitigate,
    notify_again,
    provide_information,
    request_information,
    resolve,
    send_back,
    update,
)

__all__ = [
    "acknowledge",
    "add_to_thread",
    "approve_csat",
    "ask_for_more",
    "ask_to_join",
    "bring_in",
    "close",
    "consent",
    "decline_consent",
    "decline_csat",
    "discuss_csat",
    "end_csat",
    "engage_csat",
    "hand_over",
    "join",
    "leave",
    "mitigate",
    "note_shiproom",
    "notify_again",
    "open_icm",
    "provide_information",
    "remove_from_thread",
    "request_consent",
    "request_csat",
    "request_information",
    "resolve",
    "revise_csat",
    "send_back",
    "sweep_csat",
    "update",
    "write_to_customer",
]
