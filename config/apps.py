"""The composition root as an app, so that its commands, templates and static files are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds no models; names all members and runs the product."""

    name = "config"
    verbose_name = "Ringtrace"
