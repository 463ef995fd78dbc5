"""Address of the first page."""

from django.urls import path

from analytics.overview.views import overview_page

urlpatterns = [path("overview/", overview_page, name="overview")]
