"""Addresses of reports."""

from django.urls import path

from attribution.reports.views import roas_csv, roas_page

urlpatterns = [
    path("roas/", roas_page, name="roas"),
    path("roas.csv", roas_csv, name="roas-csv"),
]
