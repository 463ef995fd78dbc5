"""Addresses the browser snippet calls."""

from django.urls import path

from attribution.dni.views import swap

urlpatterns = [path("v1/swap", swap, name="swap")]
