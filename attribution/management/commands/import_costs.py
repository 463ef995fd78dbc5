"""`manage.py import_costs`: ad spend from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attribution.costs.services import Imported, import_costs
from attribution.costs.source import CostError, CostSource
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.registry import member, members
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Imports all rows or none."""

    help = (
        "Imports ad spend (CSV: date,source,medium,campaign,ad_group,keyword,ad,cost,currency,clicks,impressions). "
        "Rows that are known are replaced. A known row of the same day and source that the file no longer has stays, "
        "for a file may hold changes only; --replace-days removes it. Another currency than the account's needs a rate "
        "for the day or an earlier one (import_rates)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, source, whether the file has whole days, account."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="csv", choices=list(members("COST_SOURCES", CostSource)))
        parser.add_argument(
            "--replace-days",
            action="store_true",
            help="the file has all rows of its days and sources: known rows it has not are removed",
        )
        add_account_argument(parser)

    def handle(
        self, *args: Any, file: Path, source: str, replace_days: bool, account: str | None, **options: Any
    ) -> None:
        """Prints what came in. Raises CommandError (exit code 2) with a line per bad row."""
        reader = member("COST_SOURCES", CostSource, source)()
        chosen = choose_account(account)
        try:
            with use_account(chosen.pk):
                done = import_costs(reader, file, replace_days=replace_days)
        except CostError as error:
            lines = "\n".join(f"{file}:{row}" for row in error.rejected)
            raise CommandError(f"nothing was imported:\n{lines}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        self.stdout.write(f"{done.rows} rows, {done.cost_micros / 1e6:,.2f} {done.currency}")
        for line in changes(done):
            self.stdout.write(line)


def changes(done: Imported) -> list[str]:
    """What an import changed of days that were known, a line each; none where nothing did."""
    lines = []
    if done.restated_rows:
        difference = f"{done.difference_micros / 1e6:+,.2f} {done.currency}"
        removed = f", {done.vanished} of them removed" if done.removed and done.vanished else ""
        lines.append(f"{done.restated_rows} rows restated{removed}: {difference}")
    if done.vanished and not done.removed:
        lines.append(
            f"{done.vanished} known rows of these days are not in the file and stay (--replace-days)"
        )
    return lines
