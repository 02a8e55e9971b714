"""The demo mailbox where the installation has it, and nothing else."""

from django.urls import include, path

urlpatterns = [path("demo/mail/", include("notifications.urls"))]
