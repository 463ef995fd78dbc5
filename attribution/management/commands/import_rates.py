"""`manage.py import_rates`: exchange rates from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attribution.costs.rates import import_rates
from attribution.costs.source import CostError
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Imports all rates or none."""

    help = (
        "Imports exchange rates (CSV: date,currency,rate; one unit of the currency in the account's own). A rate holds "
        "until the next one; the same file again changes nothing, a corrected rate changes past reports."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, account."""
        parser.add_argument("file", type=Path)
        add_account_argument(parser)

    def handle(self, *args: Any, file: Path, account: str | None, **options: Any) -> None:
        """Prints how many came in. Raises CommandError (exit code 2) with a line per bad row."""
        chosen = choose_account(account)
        try:
            with use_account(chosen.pk):
                done = import_rates(file)
        except CostError as error:
            lines = "\n".join(f"{file}:{row}" for row in error.rejected)
            raise CommandError(f"nothing was imported:\n{lines}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        self.stdout.write(f"{done.rows} rates, {done.changed} new or changed")
