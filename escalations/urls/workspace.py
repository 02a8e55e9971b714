"""The workspace's addresses above the incidents."""

from django.urls import path

from escalations.views.workspace import absences, consultations, consulting

app_name = "escalations"
urlpatterns = [
    # Consultations
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<str:key>/", consultations.consultation, name="consultation"),
    path("consultations/<str:key>/answer/", consultations.answer, name="answer"),
    path("consultations/<str:key>/move-up/", consultations.move_up, name="move_up"),
    path("consultations/<str:key>/end/", consultations.end, name="end_consultation"),
    path("incidents/<str:number>/consult/", consulting.ask, name="ask"),
    path("incidents/<str:number>/consultations/", consulting.of_incident, name="consultations_of_incident"),
    # When people are away
    path("absences/", absences.absences, name="absences"),
    path("absences/<int:pk>/forget-absence/", absences.forget_absence, name="forget_absence"),
]
