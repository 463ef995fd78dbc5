"""Addresses of the calls library."""

from django.urls import path

from analytics.library.views import call_detail, call_list, call_progress

urlpatterns = [
    path("calls/", call_list, name="calls"),
    path("calls/<int:call_id>/", call_detail, name="call"),
    path("calls/<int:call_id>/progress/", call_progress, name="call-progress"),
]
