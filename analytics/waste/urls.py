"""Addresses of the report on wasted spend."""

from django.urls import path

from analytics.waste.views import waste_csv, waste_page

urlpatterns = [
    path("waste/", waste_page, name="waste"),
    path("waste.csv", waste_csv, name="waste-csv"),
]
