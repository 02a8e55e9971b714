"""The API's addresses above the incidents. Their names are a promise: other tools are written against them."""

from django.urls import path

from escalations.api import icms

app_name = "escalations-api"
urlpatterns = [
    # ICMs
    path("icms/", icms.IcmsView.as_view(), name="icms"),
    path("icms/<str:number>/", icms.IcmView.as_view(), name="icm"),
    path("icms/<str:number>/updates/", icms.IcmUpdatesView.as_view(), name="update"),
    *(
        path(f"icms/<str:number>/actions/{offer.name}/", view.as_view(), name=offer.verb)
        for offer, view in icms.ACTIONS.items()
    ),
]
