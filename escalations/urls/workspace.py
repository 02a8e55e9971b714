"""The workspace's addresses on this floor."""

from django.urls import path

from escalations.views.workspace import csat, csat_acts, csat_risk, morning, shiproom, shiproom_kept

app_name = "escalations"
ONE = "incidents/<str:number>/"
REQUEST = "approvals/csat/<str:key>/"

urlpatterns = [
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
