"""Addresses of labels."""

from django.urls import path

from analytics.labels.views import add, edit, labels, remove

urlpatterns = [
    path("settings/labels/", labels, name="settings-labels"),
    path("settings/labels/<slug:dimension>/new/", add, name="add-label"),
    path("settings/labels/<slug:dimension>/<slug:key>/", edit, name="edit-label"),
    path("settings/labels/<slug:dimension>/<slug:key>/remove/", remove, name="remove-label"),
]
