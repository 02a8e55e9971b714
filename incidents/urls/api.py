"""The API's addresses. Their names are a promise: other tools are written against them."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.urls import path, re_path

from incidents.api import views
from incidents.api.known_views import VIEWS
from incidents.api.offers import OFFERS

app_name = "api"

# The reader of the schema styles its own elements and draws its arrows from data; its scripts are files like any other.
DOCS = csp_update({"style-src": [UNSAFE_INLINE], "img-src": ["data:"]})

urlpatterns = [
    path("areas/", views.AreasView.as_view(), name="areas"),
    path("incidents/", views.IncidentsView.as_view(), name="incidents"),
    path("incidents/<str:number>/", views.IncidentView.as_view(), name="incident"),
    path("incidents/<str:number>/messages/", views.MessagesView.as_view(), name="messages"),
    path("incidents/<str:number>/timeline/", views.TimelineView.as_view(), name="timeline"),
    *(
        path(f"incidents/<str:number>/actions/{offer.name}/", views.view_of(offer).as_view(), name=offer.verb)
        for offer in OFFERS
    ),
    # What is known beside the incidents
    *(path(route, view, name=name) for route, name, view in VIEWS),
    path("schema/", views.SchemaView.as_view(), name="schema"),
    path("docs/", login_required(DOCS(views.DocsView.as_view())), name="docs"),
    re_path(r"", views.NothingHereView.as_view(), name="nothing"),
]
