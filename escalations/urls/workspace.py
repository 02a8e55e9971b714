"""The workspace's addresses above the incidents."""

from django.urls import path

from escalations.views.workspace import consenting
from escalations.views.workspace.icm import ACTS, icm, update
from escalations.views.workspace.icms import icms
from escalations.views.workspace.icms_of_incident import icms_of_incident

app_name = "escalations"
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
]
