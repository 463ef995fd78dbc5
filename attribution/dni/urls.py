"""Addresses the browser snippet calls, and its own."""

from django.urls import path

from attribution.dni.script_views import newest, pinned
from attribution.dni.views import swap

urlpatterns = [
    path("v1/swap", swap, name="swap"),
    path("t.js", newest, name="snippet"),
    path("t.<slug:version>.js", pinned, name="snippet-pinned"),
]
