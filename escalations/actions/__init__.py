"""What people do on the escalations floor: one function a verb; nothing else writes."""

from escalations.actions.csat import ask_for_more, decline_csat, discuss_csat, request_csat, revise_csat
from escalations.actions.csat_deciding import approve_csat, end_csat, engage_csat, note_shiproom
from escalations.actions.csat_sweeping import sweep_csat
from escalations.actions.digests import send_digests
from escalations.actions.dismissing import dismiss_risk
from escalations.actions.meeting import review_icm, review_incident
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
    "approve_csat",
    "ask_for_more",
    "close",
    "decline_csat",
    "discuss_csat",
    "dismiss_risk",
    "end_csat",
    "engage_csat",
    "hand_over",
    "join",
    "mitigate",
    "note_shiproom",
    "notify_again",
    "open_icm",
    "provide_information",
    "request_csat",
    "request_information",
    "resolve",
    "review_icm",
    "review_incident",
    "revise_csat",
    "send_back",
    "send_digests",
    "sweep_csat",
    "update",
]
