"""The compliance app."""

import importlib

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Loads the app's tasks, so that enqueueing by name works in every process."""

    name = "compliance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers tasks."""
        importlib.import_module("compliance.tasks")
