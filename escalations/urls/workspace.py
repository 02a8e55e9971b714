"""The workspace's addresses above the incidents."""

from django.urls import path

from escalations.views.workspace import (
    absences,
    assistance,
    consenting,
    consultations,
    consulting,
    csat,
    csat_acts,
    csat_risk,
    drafting,
    morning,
    shiproom,
    shiproom_kept,
)
from escalations.views.workspace.gate.instead import consult_instead, join_instead
from escalations.views.workspace.gate.steps import STEPS
from escalations.views.workspace.gate.views import enter, keep_icm_draft, open_icm
from escalations.views.workspace.icm import ACTS, icm, update
from escalations.views.workspace.icms import icms
from escalations.views.workspace.icms_of_incident import icms_of_incident

app_name = "escalations"
ONE = "incidents/<str:number>/"
REQUEST = "approvals/csat/<str:key>/"
GATE = "incidents/<str:number>/icm/"
urlpatterns = [
    # ICMs
    path("icms/", icms, name="icms"),
    path("icms/<str:key>/", icm, name="icm"),
    path("icms/<str:key>/update/", update, name="update"),
    *(path(f"icms/<str:key>/{verb.replace('_', '-')}/", act, name=verb) for verb, act in ACTS.items()),
    # The product group in the customer's conversation
    *(path(f"icms/<str:key>/{verb.replace('_', '-')}/", act, name=verb) for verb, act in consenting.ACTS.items()),
    path("incidents/<str:number>/pg-consent/", consenting.product_group, name="product_group"),
    path("incidents/<str:number>/icms/", icms_of_incident, name="icms_of_incident"),
    # Consultations
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<str:key>/", consultations.consultation, name="consultation"),
    path("consultations/<str:key>/answer/", consultations.answer, name="answer"),
    path("consultations/<str:key>/keep-as-note/", consultations.keep_as_note, name="keep_as_note"),
    path("consultations/<str:key>/move-up/", consultations.move_up, name="move_up"),
    path("consultations/<str:key>/end/", consultations.end, name="end_consultation"),
    path("incidents/<str:number>/consult/", consulting.ask, name="ask"),
    path("incidents/<str:number>/consultations/", consulting.of_incident, name="consultations_of_incident"),
    # When people are away
    path("absences/", absences.absences, name="absences"),
    path("absences/<int:pk>/forget-absence/", absences.forget_absence, name="forget_absence"),
    # Opening an ICM, in five steps; from the first, or from the answer that says it is right
    path(GATE, enter, name="open_icm"),
    *(path(f"{GATE}{step.key}/", open_icm, {"step": step.key}, name=step.name) for step in STEPS),
    path(f"{GATE}draft/", keep_icm_draft, name="keep_icm_draft"),
    path(f"{GATE}consult-instead/", consult_instead, name="consult_instead"),
    path(f"{GATE}join-instead/", join_instead, name="join_instead"),
    # CSAT requests and the risk that leads to them
    path("csat-risk/", csat_risk.csat_risk, name="csat_risk"),
    path(f"{ONE}csat/new/", csat.request_csat, name="request_csat"),
    path(f"{ONE}dismiss-risk/", csat_risk.dismiss_risk, name="dismiss_risk"),
    path("approvals/", csat.approvals, name="approvals"),
    path(REQUEST, csat.csat_request, name="csat_request"),
    path(f"{REQUEST}revise-csat/", csat_acts.revise_csat, name="revise_csat"),
    path(f"{REQUEST}discuss-csat/", csat_acts.discuss_csat, name="discuss_csat"),
    path(f"{REQUEST}ask-for-more/", csat_acts.ask_for_more, name="ask_for_more"),
    path(f"{REQUEST}approve-csat/", csat_acts.approve_csat, name="approve_csat"),
    path(f"{REQUEST}decline-csat/", csat_acts.decline_csat, name="decline_csat"),
    path(f"{REQUEST}end-csat/", csat_acts.end_csat, name="end_csat"),
    # Calls for help, which the managers answer
    path("assistance/", assistance.assistance, name="assistance"),
    path("assistance/<str:number>/take-task/", assistance.take_task, name="assistance_take"),
    path("assistance/<str:number>/answer/", assistance.answer, name="assistance_answer"),
    path("assistance/<str:number>/lower-flag/", assistance.lower_flag, name="assistance_lower"),
    path("assistance/<str:number>/bring-forward/", assistance.bring_forward, name="bring_forward"),
    # What is being written to any of them
    path("drafts/<slug:form>/<str:key>/", drafting.draft, name="draft"),
    # The two meetings
    path("morning/", morning.morning, name="morning"),
    path("morning/<str:day>/", morning.morning_day, name="morning_day"),
    path("morning/<str:day>/<str:number>/", morning.morning_case, name="morning_case"),
    path("morning/<str:day>/<str:number>/review-incident/", morning.review_incident, name="review_incident"),
    path("shiproom/", shiproom.shiproom, name="shiproom"),
    path("shiproom/meetings/", shiproom_kept.shiproom_meetings, name="shiproom_meetings"),
    path("shiproom/meetings/<str:day>/", shiproom_kept.shiproom_meeting, name="shiproom_meeting"),
    path("shiproom/lessons/", shiproom_kept.shiproom_lessons, name="shiproom_lessons"),
    path("shiproom/<str:key>/review-icm/", shiproom.review_icm, name="review_icm"),
]
