"""Addresses of reports."""

from django.urls import path

from attribution.reports.paths_page import paths_csv, paths_page
from attribution.reports.views import roas_csv, roas_page

urlpatterns = [
    path("roas/", roas_page, name="roas"),
    path("roas.csv", roas_csv, name="roas-csv"),
    path("paths/", paths_page, name="paths"),
    path("paths.csv", paths_csv, name="paths-csv"),
]
