"""The API's addresses above the incidents. Their names are a promise: other tools are written against them."""

from django.urls import path

from escalations.api import consultations, csat, icms
from escalations.api.csat_reading import ACTIONS as CSAT_ACTIONS

app_name = "escalations-api"
CONSULTATION = "consultations/<str:number>/"

urlpatterns = [
    # ICMs
    path("icms/", icms.IcmsView.as_view(), name="icms"),
    path("icms/<str:number>/", icms.IcmView.as_view(), name="icm"),
    path("icms/<str:number>/updates/", icms.IcmUpdatesView.as_view(), name="update"),
    *(
        path(f"icms/<str:number>/actions/{offer.name}/", view.as_view(), name=offer.verb)
        for offer, view in icms.ACTIONS.items()
    ),
    # Consultations
    path("consultations/", consultations.ConsultationsView.as_view(), name="consultations"),
    path(CONSULTATION, consultations.ConsultationView.as_view(), name="consultation"),
    path(f"{CONSULTATION}actions/answer/", consultations.AnswerView.as_view(), name="answer"),
    path(f"{CONSULTATION}actions/move-up/", consultations.MoveUpView.as_view(), name="move_up"),
    path(f"{CONSULTATION}actions/end/", consultations.EndView.as_view(), name="end_consultation"),
    # CSAT requests
    path("csat-requests/", csat.CsatRequestsView.as_view(), name="csat_requests"),
    path("csat-requests/<str:number>/", csat.CsatRequestView.as_view(), name="csat_request"),
    *(
        path(f"csat-requests/<str:number>/actions/{name}/", csat.action_view(name).as_view(), name=verb)
        for name, (verb, _input) in CSAT_ACTIONS.items()
    ),
]
