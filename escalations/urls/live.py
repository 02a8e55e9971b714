"""What the pages of this floor ask while they are open."""

from django.urls import path

from escalations.views.workspace.assistance import live_assistance
from escalations.views.workspace.meetings_live import live_morning, live_shiproom

app_name = "live_meetings"
urlpatterns = [
    path("workspace/assistance/", live_assistance, name="assistance"),
    path("workspace/morning/", live_morning, name="morning"),
    path("workspace/shiproom/", live_shiproom, name="shiproom"),
]
