"""Addresses of the first steps."""

from django.urls import path

from analytics.setup.views import setup, setup_live

urlpatterns = [
    path("setup/", setup, name="setup"),
    path("setup/live/", setup_live, name="setup-live"),
]
