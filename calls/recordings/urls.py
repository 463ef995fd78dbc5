"""Addresses of recordings."""

from django.urls import path

from calls.recordings.views import audio

urlpatterns = [path("calls/<int:call_id>/audio/", audio, name="call-audio")]
