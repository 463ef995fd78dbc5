"""Addresses of ad spend."""

from django.urls import path

from attribution.costs.views import costs_page

urlpatterns = [path("costs/import/", costs_page, name="import-costs")]
