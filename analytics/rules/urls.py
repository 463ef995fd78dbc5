"""Addresses of conversion rules."""

from django.urls import path

from analytics.rules.views import add_rule, apply_rule, edit_rule, rules

urlpatterns = [
    path("settings/rules/", rules, name="settings-rules"),
    path("settings/rules/new/", add_rule, name="add-rule"),
    path("settings/rules/<int:rule_id>/", edit_rule, name="edit-rule"),
    path("settings/rules/<int:rule_id>/apply/", apply_rule, name="apply-rule"),
]
