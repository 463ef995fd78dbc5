"""The calls app."""

import importlib

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Loads the app's tasks and checks, so that enqueueing by name works in every process."""

    name = "calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers tasks and system checks."""
        importlib.import_module("calls.checks")
        importlib.import_module("calls.tasks")
