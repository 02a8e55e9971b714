"""What people do on the escalations floor: one function a verb; nothing else writes."""

from escalations.actions.chasing import sweep_icms
from escalations.actions.consulting import answer, ask, end, move_up
from escalations.actions.consulting_instead import consult_instead
from escalations.actions.denying import deny
from escalations.actions.drafting import forget_icm_draft, keep_icm_draft, sweep_icm_drafts
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
    "consult_instead",
    "deny",
    "end",
    "forget_icm_draft",
    "hand_over",
    "join",
    "keep_icm_draft",
    "mitigate",
    "move_up",
    "notify_again",
    "open_icm",
    "provide_information",
    "request_information",
    "resolve",
    "send_back",
    "sweep_consultations",
    "sweep_icm_drafts",
    "sweep_icms",
    "update",
]
