"""The analytics app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Registers the app."""

    name = "analytics"
    default_auto_field = "django.db.models.BigAutoField"
