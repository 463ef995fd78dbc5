"""`manage.py rebuild_reports`: the daily sums of reports, all of them, from their rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from attribution.rollups.refresh import rebuild
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Writes every day anew; reports can be read meanwhile."""

    help = "Writes the daily sums behind reports anew, from the first day to today. Harmless at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which account."""
        add_account_argument(parser)

    def handle(self, *args: Any, account: str | None, **options: Any) -> None:
        """Prints how many days were written."""
        with use_account(choose_account(account).pk):
            days = rebuild()
        self.stdout.write(f"{days} days written")
