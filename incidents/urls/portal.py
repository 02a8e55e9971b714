"""The portal's addresses: pages to look at, and one address for each thing a customer can do."""

from django.urls import path

from incidents.views import portal
from incidents.views.attachments import portal_attachment
from incidents.views.drafting import portal_draft, portal_report_draft
from incidents.views.portal.rating import rate, sentiment

app_name = "portal"
urlpatterns = [
    path("", portal.home, name="home"),
    path("report/", portal.report, name="report"),
    path("known-problems/", portal.known_problems, name="known_problems"),
    path("known-problems/<str:key>/", portal.known_problem, name="known_problem"),
    path("incidents/", portal.incidents, name="incidents"),
    path("incidents/<str:number>/", portal.incident, name="incident"),
    path("incidents/<str:number>/reported/", portal.reported, name="reported"),
    path("incidents/<str:number>/post-message/", portal.post_message, name="post_message"),
    path("incidents/<str:number>/confirm-problem/", portal.confirm_problem, name="confirm_problem"),
    path("incidents/<str:number>/correct-problem/", portal.correct_problem, name="correct_problem"),
    path("incidents/<str:number>/accept-solution/", portal.accept_solution, name="accept_solution"),
    path("incidents/<str:number>/keep-open/", portal.keep_open, name="keep_open"),
    path("incidents/<str:number>/reject-solution/", portal.reject_solution, name="reject_solution"),
    path("incidents/<str:number>/report-applied/", portal.report_applied, name="report_applied"),
    path("incidents/<str:number>/withdraw/", portal.withdraw, name="withdraw"),
    # Colleagues of the customer
    path("incidents/<str:number>/add-colleague/", portal.add_colleague, name="add_colleague"),
    path("incidents/<str:number>/remove-colleague/", portal.remove_colleague, name="remove_colleague"),
    # What they say of how it goes
    path("incidents/<str:number>/rate/", rate, name="rate"),
    path("incidents/<str:number>/sentiment/", sentiment, name="sentiment"),
    # What is still being written
    path("drafts/report/", portal_report_draft, name="report_draft"),
    path("incidents/<str:number>/drafts/<slug:form>/", portal_draft, name="draft"),
    # What is known already
    path("suggest/", portal.suggest, name="suggest"),
    path("known-problems/<str:key>/follow/", portal.follow_problem, name="follow_problem"),
    path("known-problems/<str:key>/unfollow/", portal.unfollow_problem, name="unfollow_problem"),
    path("attachments/<slug:key>/<str:name>", portal_attachment, name="attachment"),
]
