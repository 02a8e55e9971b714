"""What people do on the escalations floor: one function a verb; nothing else writes."""

from escalations.actions.chasing import sweep_icms
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
from escalations.actions.consulting import answer, ask, end, move_up
from escalations.actions.consulting_instead import consult_instead
from escalations.actions.csat import ask_for_more, decline_csat, discuss_csat, request_csat, revise_csat
from escalations.actions.csat_deciding import approve_csat, end_csat
from escalations.actions.csat_sweeping import sweep_csat
from escalations.actions.denying import deny
from escalations.actions.digests import send_digests
from escalations.actions.dismissing import dismiss_risk
from escalations.actions.drafting import forget_icm_draft, keep_icm_draft, sweep_icm_drafts
from escalations.actions.engaging import engage_csat
from escalations.actions.granting import bring_in
from escalations.actions.meeting import bring_forward, review_icm, review_incident
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
    "add_to_thread",
    "answer",
    "approve_csat",
    "ask",
    "ask_for_more",
    "ask_to_join",
    "bring_forward",
    "bring_in",
    "close",
    "consent",
    "consult_instead",
    "decline_consent",
    "decline_csat",
    "deny",
    "discuss_csat",
    "dismiss_risk",
    "end",
    "end_csat",
    "engage_csat",
    "forget_icm_draft",
    "hand_over",
    "join",
    "keep_icm_draft",
    "leave",
    "mitigate",
    "move_up",
    "notify_again",
    "open_icm",
    "provide_information",
    "remove_from_thread",
    "request_consent",
    "request_csat",
    "request_information",
    "resolve",
    "review_icm",
    "review_incident",
    "revise_csat",
    "send_back",
    "send_digests",
    "sweep_consultations",
    "sweep_csat",
    "sweep_icm_drafts",
    "sweep_icms",
    "update",
    "write_to_customer",
]
