"""`manage.py rematch`: matches calls anew with what is known today and by today's weights."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from attribution.matching.services import rematch
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.audit.chain import record
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Calls whose matches stay the same are left alone; conversions of the others are settled anew by the workers."""

    help = (
        "Matches the calls of some days anew: after touchpoints were imported, or when the weights changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """First and last day, in the account's time zone."""
        parser.add_argument("--from", dest="first", type=_day, required=True, help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=_day, required=True, help="last day, YYYY-MM-DD")
        add_account_argument(parser)

    def handle(self, *args: Any, first: date, last: date, account: str | None, **options: Any) -> None:
        """Prints how many calls there are and how many changed. Raises CommandError (exit code 2)."""
        if last < first:
            raise CommandError("--to: before --from", returncode=2)
        chosen = choose_account(account)
        zone = ZoneInfo(chosen.time_zone)
        start = datetime.combine(first, time.min, zone)
        end = datetime.combine(last + timedelta(days=1), time.min, zone)
        with use_account(chosen.pk):
            calls, changed = rematch(start, end)
            record("calls.rematched", start=str(first), end=str(last), calls=calls, changed=changed)
        self.stdout.write(f"{calls} calls matched anew, {changed} changed")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"no day (YYYY-MM-DD): {text!r}") from None
