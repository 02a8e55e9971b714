"""The API's addresses on this floor. Their names are a promise: other tools are written against them."""

from django.urls import path

from escalations.api import csat
from escalations.api.csat_reading import ACTIONS

app_name = "escalations_api"

urlpatterns = [
    # CSAT requests
    path("csat-requests/", csat.CsatRequestsView.as_view(), name="csat_requests"),
    path("csat-requests/<str:number>/", csat.CsatRequestView.as_view(), name="csat_request"),
    *(
        path(f"csat-requests/<str:number>/actions/{name}/", csat.action_view(name).as_view(), name=verb)
        for name, (verb, _input) in ACTIONS.items()
    ),
]
