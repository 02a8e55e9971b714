"""What people do on the escalations floor: one function a verb; nothing else writes."""

from escalations.actions.consulting import answer, ask, end, move_up
from escalations.actions.denying import deny
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
    "answer",
    "ask",
    "close",
    "deny",
    "end",
    "hand_over",
    "join",
    "mitigate",
    "move_up",
    "notify_again",
    "open_icm",
    "provide_information",
    "request_information",
    "resolve",
    "send_back",
    "update",
]
