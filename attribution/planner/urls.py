"""Addresses of plans."""

from django.urls import path

from attribution.planner.views import pool_plan

urlpatterns = [path("numbers/pools/<int:pool_id>/plan/", pool_plan, name="pool-plan")]
