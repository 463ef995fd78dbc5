"""`manage.py leakcheck`: is there a card number anywhere it must not be?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from compliance.leakcheck.services import check


class Command(BaseCommand):
    """Looks through database, broker, logs and files; names places, never digits."""

    help = "Looks for card numbers in database, broker, logs and files. Exit code 1 when one is found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Canary numbers."""
        parser.add_argument(
            "--canary", action="append", default=[], help="a card number spoken on purpose; repeatable"
        )

    def handle(self, *args: Any, canary: list[str], **options: Any) -> None:
        """Prints the places. Raises CommandError when there are any."""
        folders = [Path(folder) for folder in (settings.VAR_DIR, settings.ENGINE_HOME) if folder]
        found = check(folders, canary, settings.CELERY_BROKER_URL)
        for where, count in sorted(found.items()):
            self.stdout.write(f"{count:6d}  {where}")
        if found:
            raise CommandError(f"card digits in {len(found)} places", returncode=1)
        self.stdout.write("0 card digits in database, broker, logs, files")
