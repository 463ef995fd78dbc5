"""Addresses of the calls library."""

from django.urls import path

from analytics.library.api import CallDetail, CallList
from analytics.library.views import call_detail, call_list, call_progress

urlpatterns = [
    path("calls/", call_list, name="calls"),
    path("calls/<int:call_id>/", call_detail, name="call"),
    path("calls/<int:call_id>/progress/", call_progress, name="call-progress"),
    path("api/v1/calls", CallList.as_view(), name="api-calls"),
    path("api/v1/calls/<int:pk>", CallDetail.as_view(), name="api-call"),
]
