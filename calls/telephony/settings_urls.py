"""Addresses of carriers in the settings."""

from django.urls import path

from calls.telephony.settings_views import add_carrier, carriers, edit_carrier

urlpatterns = [
    path("settings/carriers/", carriers, name="settings-carriers"),
    path("settings/carriers/new/", add_carrier, name="add-carrier"),
    path("settings/carriers/<int:connection_id>/", edit_carrier, name="edit-carrier"),
]
