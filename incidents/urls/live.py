"""What pages ask while they are open."""

from django.urls import path

from incidents.views.portal import live as portal
from incidents.views.workspace import live as workspace

app_name = "live"
urlpatterns = [
    path("workspace/queue/<slug:view>/", workspace.live_queue, name="queue"),
    path("workspace/incidents/<str:number>/", workspace.live_incident, name="workspace_incident"),
    path("workspace/incidents/<str:number>/here/", workspace.here, name="here"),
    path("portal/", portal.live_home, name="home"),
    path("portal/incidents/<str:number>/", portal.live_incident, name="portal_incident"),
]
