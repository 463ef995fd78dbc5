"""Addresses of ad spend."""

from django.urls import path

from attribution.costs.pages import costs_overview, rate_page, rate_removal, rates_page
from attribution.costs.tagging_page import tagging_page
from attribution.costs.views import costs_page

urlpatterns = [
    path("costs/", costs_overview, name="costs"),
    path("costs/import/", costs_page, name="import-costs"),
    path("costs/rates/", rates_page, name="rates"),
    path("costs/rates/<int:rate_id>/", rate_page, name="rate"),
    path("costs/rates/<int:rate_id>/remove/", rate_removal, name="remove-rate"),
    path("costs/tagging/", tagging_page, name="tagging"),
]
