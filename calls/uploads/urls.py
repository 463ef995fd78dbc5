"""Addresses of uploads."""

from django.urls import path

from calls.uploads.views import upload

urlpatterns = [path("calls/upload/", upload, name="upload")]
