"""The composition root as an app, so that its commands, templates and static files are found."""

import importlib

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds no models; names all members and runs the product."""

    name = "config"
    verbose_name = "Ringtrace"

    def ready(self) -> None:
        """Makes the API's sign-in known to the OpenAPI document."""
        importlib.import_module("config.api.schema")
