"""Addresses of the pipeline."""

from django.urls import path

from calls.pipeline.views import retry_stage

urlpatterns = [path("calls/<int:call_id>/stages/<slug:key>/retry/", retry_stage, name="retry-stage")]
