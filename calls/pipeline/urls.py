"""Addresses of the pipeline."""

from django.urls import path

from calls.pipeline.views import pipeline_page, retry_failed, retry_stage

urlpatterns = [
    path("pipeline/", pipeline_page, name="pipeline"),
    path("pipeline/<slug:key>/retry/", retry_failed, name="retry-failed"),
    path("calls/<int:call_id>/stages/<slug:key>/retry/", retry_stage, name="retry-stage"),
]
