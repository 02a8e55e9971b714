"""The API's addresses above the incidents."""

from django.urls import path

from escalations.api import consultations

app_name = "escalations_api"
CONSULTATION = "consultations/<str:number>/"

urlpatterns = [
    # Consultations
    path("consultations/", consultations.ConsultationsView.as_view(), name="consultations"),
    path(CONSULTATION, consultations.ConsultationView.as_view(), name="consultation"),
    path(f"{CONSULTATION}actions/answer/", consultations.AnswerView.as_view(), name="answer"),
    path(f"{CONSULTATION}actions/move-up/", consultations.MoveUpView.as_view(), name="move_up"),
    path(f"{CONSULTATION}actions/end/", consultations.EndView.as_view(), name="end_consultation"),
]
