"""Every way into the house."""

from django.contrib import admin
from django.urls import include, path

from accounts import views as accounts
from config import health
from config.favicon import favicon
from config.robots import robots

urlpatterns = [
    path("", accounts.home, name="home"),
    path("contact/", accounts.contact, name="contact"),
    path("account/", include("accounts.urls")),
    path("portal/", include("incidents.urls.portal")),
    path("workspace/", include("escalations.urls.links")),
    path("workspace/", include("escalations.urls.workspace")),
    path("workspace/", include("incidents.urls.workspace")),
    path("live/", include("escalations.urls.live")),
    path("live/", include("incidents.urls.live")),
    path("api/v1/", include("escalations.urls.api")),
    path("api/v1/", include("incidents.urls.api")),
    path("admin/", admin.site.urls),
    path("demo/mail/", include("notifications.urls")),
    path("", include("escalations.urls.pg")),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
