"""The workspace's addresses."""

from django.urls import URLPattern

app_name = "workspace"
urlpatterns: list[URLPattern] = []
