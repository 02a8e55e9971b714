"""Sign-in, sign-out, forgotten passwords and settings; nothing of the library that we do not offer is reachable."""

from allauth.account import views
from django.urls import path, re_path

from accounts.sign_in import SignInView
from accounts.views import account_settings

urlpatterns = [
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("settings/", account_settings, name="account_settings"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    # The person's part ends at the first hyphen: a token has hyphens too, and a plain path takes all but the last.
    re_path(
        "^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
]
