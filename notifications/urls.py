"""The demo mailbox's addresses, below `/demo/mail/`."""

from django.urls import path, re_path

from notifications import views

app_name = "mailbox"

urlpatterns = [
    path("", views.letters, name="letters"),
    re_path(r"^(?P<letter_id>[0-9]{1,18}-[0-9]{1,9})/$", views.letter, name="letter"),
    re_path(r"^(?P<letter_id>[0-9]{1,18}-[0-9]{1,9})/html/$", views.letter_html, name="letter_html"),
]
