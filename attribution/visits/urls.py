"""Addresses of the settings of channels."""

from django.urls import path

from attribution.visits.views import apply_channels, channels

urlpatterns = [
    path("settings/channels/", channels, name="settings-channels"),
    path("settings/channels/apply/", apply_channels, name="apply-channels"),
]
