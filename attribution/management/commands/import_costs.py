"""`manage.py import_costs`: ad spend from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attribution.costs.services import import_costs
from attribution.costs.source import CostError, CostSource
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.registry import member, members
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Imports all rows or none."""

    help = "Imports ad spend (CSV: date,source,medium,campaign,ad_group,keyword,cost,currency,clicks,impressions)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, source, account."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="csv", choices=list(members("COST_SOURCES", CostSource)))
        add_account_argument(parser)

    def handle(self, *args: Any, file: Path, source: str, account: str | None, **options: Any) -> None:
        """Prints how much came in. Raises CommandError (exit code 2) with a line per bad row."""
        reader = member("COST_SOURCES", CostSource, source)()
        chosen = choose_account(account)
        try:
            with use_account(chosen.pk):
                done = import_costs(reader, file)
        except CostError as error:
            lines = "\n".join(f"{file}:{row}" for row in error.rejected)
            raise CommandError(f"nothing was imported:\n{lines}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        self.stdout.write(f"{done.rows} rows, {done.cost_micros / 1e6:,.2f} {done.currency}")
