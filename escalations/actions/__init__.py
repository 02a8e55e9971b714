"""What people do on the escalations floor: one function a verb; nothing else writes."""

from escalations.actions.chasing import sweep_icms
from escalations.actions.consulting import answer, ask, end, move_up
from escalations.actions.granting import bring_in
from escalations.actions.opening import join, open_icm
from escalations.actions.waiting import sweep_consultations
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
    "bring_in",
    "close",
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
    "sweep_consultations",
    "sweep_icms",
    "update",
]
