"""The compliance app."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Registers the app."""

    name = "compliance"
    default_auto_field = "django.db.models.BigAutoField"
