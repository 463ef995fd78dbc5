"""The attribution app."""

import importlib

from django.apps import AppConfig


class AttributionConfig(AppConfig):
    """Loads the app's tasks and checks, so that enqueueing by name works in every process."""

    name = "attribution"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers tasks and system checks."""
        importlib.import_module("attribution.checks")
        importlib.import_module("attribution.tasks")
