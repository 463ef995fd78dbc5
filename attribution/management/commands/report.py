"""`manage.py report NAME`: every report from the shell."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import WITHIN
from attribution.reports.report import Question, Report
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.days import parse_day
from compliance.registry import member, members
from compliance.tables import FORMATS, render
from compliance.tenancy import use_account

DAYS = 30


class Command(BaseCommand):
    """Prints a report as table, CSV or JSON."""

    help = "Prints a report: roas, paths or waste. Days are those of the account's time zone; the default is the last 30."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, period, dimension, rule, format, account."""
        parser.add_argument("name", choices=list(members("REPORTS", Report)))
        parser.add_argument("--from", dest="start", type=parse_day, help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="end", type=parse_day, help="last day, YYYY-MM-DD")
        parser.add_argument("--by", default="", help="default: the first the report has, campaign for roas")
        parser.add_argument("--within", type=_part, metavar="DIMENSION=VALUE", help="only what belongs to it")
        parser.add_argument("--rule", default="last", choices=list(members("CREDIT_RULES", CreditRule)))
        parser.add_argument("--format", default="table", choices=FORMATS)
        add_account_argument(parser)

    def handle(self, *args: Any, name: str, account: str | None, **options: Any) -> None:
        """Prints the rows. Raises CommandError (exit code 2) for an unknown dimension or an empty period."""
        chosen = choose_account(account)
        report = member("REPORTS", Report, name)()
        end = options["end"] or datetime.now(ZoneInfo(chosen.time_zone)).date()
        start = options["start"] or end - timedelta(days=DAYS - 1)
        if start > end:
            raise CommandError(f"--from {start} is after --to {end}", returncode=2)
        try:
            with use_account(chosen.pk):
                by = options["by"] or report.dimensions[0]
                rows = report.rows(Question(start, end, by, options["rule"], options["within"]))
        except ValueError as error:
            raise CommandError(f"--by: {error}", returncode=2) from error
        self.stdout.write(render(report.columns, rows, options["format"]))


def _part(text: str) -> tuple[str, str]:
    """`campaign=Brand` as a pair. Raises ArgumentTypeError for anything else."""
    dimension, _, value = text.partition("=")
    if dimension not in WITHIN or not value:
        raise ArgumentTypeError(f"{text!r}: write DIMENSION=VALUE with one of {', '.join(WITHIN)}")
    return dimension, value
