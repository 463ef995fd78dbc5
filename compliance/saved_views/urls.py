"""Addresses of saved views."""

from django.urls import path

from compliance.saved_views.views import delete, save

urlpatterns = [
    path("views/", save, name="save-view"),
    path("views/<int:view_id>/delete/", delete, name="delete-view"),
]
