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
    "ask_to_join",
    "close",
    "consent",
    "decline_consent",
    "hand_over",
    "join",
    "leave",
    "mitigate",
    "notify_again",
    "open_icm",
    "provide_information",
    "remove_from_thread",
    "request_consent",
    "request_information",
    "resolve",
    "send_back",
    "update",
    "write_to_customer",
]
