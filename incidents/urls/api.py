"""The API's addresses. Their names are a promise: other tools are written against them."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.urls import path, re_path

from incidents.api import attachments, investigation, tasks, views
from incidents.api.known_views import VIEWS
from incidents.api.nothing import NothingHereView
from incidents.api.offers import OFFERS
from incidents.api.rating import RatingView
from incidents.api.similar import SimilarView

app_name = "api"

# The reader of the schema styles its own elements and draws its arrows from data; its scripts are files like any other.
DOCS = csp_update({"style-src": [UNSAFE_INLINE], "img-src": ["data:"]})

TASK = "incidents/<str:number>/tasks/<int:task>/actions/"

urlpatterns = [
    path("areas/", views.AreasView.as_view(), name="areas"),
    path("incidents/", views.IncidentsView.as_view(), name="incidents"),
    path("incidents/<str:number>/", views.IncidentView.as_view(), name="incident"),
    path("incidents/<str:number>/messages/", views.MessagesView.as_view(), name="messages"),
    path("incidents/<str:number>/similar/", SimilarView.as_view(), name="similar"),
    path("incidents/<str:number>/attachments/", attachments.AttachmentsView.as_view(), name="attachments"),
    path("incidents/<str:number>/attachments/<slug:key>/", attachments.AttachmentView.as_view(), name="attachment"),
    path("incidents/<str:number>/rating/", RatingView.as_view(), name="rate_incident"),
    path("incidents/<str:number>/timeline/", views.TimelineView.as_view(), name="timeline"),
    *(
        path(f"incidents/<str:number>/actions/{offer.name}/", views.view_of(offer).as_view(), name=offer.verb)
        for offer in OFFERS
    ),
    # Delegated tasks
    path("incidents/<str:number>/tasks/", tasks.TasksView.as_view(), name="delegate_task"),
    path(f"{TASK}done/", tasks.FinishTaskView.as_view(), name="finish_task"),
    path(f"{TASK}decline/", tasks.DeclineTaskView.as_view(), name="decline_task"),
    path(f"{TASK}recall/", tasks.RecallTaskView.as_view(), name="recall_task"),
    # The initial investigation
    path("incidents/<str:number>/investigation/", investigation.InvestigationView.as_view(), name="record_check"),
    # What is known beside the incidents
    *(path(route, view, name=name) for route, name, view in VIEWS),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("docs/", login_required(DOCS(views.DocsView.as_view())), name="docs"),
    re_path(r"", NothingHereView.as_view(), name="nothing"),
]
