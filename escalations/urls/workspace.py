"""The workspace's addresses above the incidents."""

from django.urls import path

from escalations.views.workspace.gate.steps import STEPS
from escalations.views.workspace.gate.views import consult_instead, join_instead, keep_icm_draft, open_icm

app_name = "escalations"
ICM = "incidents/<str:number>/icm/"
urlpatterns = [
    # Opening an ICM, in five steps
    *(path(f"{ICM}{step.key}/", open_icm, {"step": step.key}, name=step.name) for step in STEPS),
    path(f"{ICM}draft/", keep_icm_draft, name="keep_icm_draft"),
    path(f"{ICM}consult-instead/", consult_instead, name="consult_instead"),
    path(f"{ICM}join-instead/", join_instead, name="join_instead"),
]
