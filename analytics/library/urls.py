"""Addresses of the calls library."""

from django.urls import path

from analytics.library import views

urlpatterns = [
    path("calls/", views.call_list, name="calls"),
    path("calls.csv", views.call_csv, name="calls-csv"),
    path("calls/change/", views.change_calls, name="change-calls"),
    path("calls/<int:call_id>/", views.call_detail, name="call"),
    path("calls/<int:call_id>/change/", views.change_call, name="change-call"),
    path("calls/<int:call_id>/preview/", views.preview, name="call-preview"),
    path("calls/<int:call_id>/progress/", views.call_progress, name="call-progress"),
]
