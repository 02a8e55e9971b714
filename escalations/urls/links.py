"""Where the support team takes a link away, and gives it back (R36)."""

from django.urls import path

from escalations.views.workspace import link_rights

app_name = "pg_links"
ICM, CONSULTATION = {"kind": "icm"}, {"kind": "consultation"}
urlpatterns = [
    path("pg-links/<int:grant>/revoke-link/", link_rights.revoke_link, name="revoke_link"),
    path("pg-links/<int:grant>/restore-link/", link_rights.restore_link, name="restore_link"),
    path("pg-links/<int:grant>/revoke-person/", link_rights.revoke_person, name="revoke_person"),
    path("pg-links/icms/<str:key>/revoke-links/", link_rights.revoke_links, ICM, name="revoke_links_of_icm"),
    path(
        "pg-links/consultations/<str:key>/revoke-links/",
        link_rights.revoke_links,
        CONSULTATION,
        name="revoke_links_of_consultation",
    ),
]
