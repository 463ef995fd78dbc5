"""`manage.py simulate`: a seeded history at scale."""

import time
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from calls.models import Call
from compliance.accounts.one_time import one_time_url
from compliance.models import Account, Membership, Role
from compliance.tenancy import use_account
from config.simulation.history import Size, write_crowd_history, write_history


class Command(BaseCommand):
    """Writes rows, not sound: pages, reports and their speed at any size."""

    help = "Writes a seeded history of visits, calls, verdicts, conversions and ad spend into an account of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much, and where."""
        parser.add_argument("--calls", type=int, default=50_000)
        parser.add_argument("--days", type=int, default=365)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--crowd",
            action="store_true",
            help="only what reports read (visits, calls, matches, conversions): for a million calls and more",
        )
        parser.add_argument("--account", default="simulation", help="slug of the account to make")

    def handle(
        self, *args: Any, calls: int, days: int, seed: int, account: str, crowd: bool, **options: Any
    ) -> None:
        """Prints a one-time login at the end. Raises CommandError for an account that has calls."""
        if calls < 1 or days < 1:
            raise CommandError("--calls and --days: at least 1", returncode=2)
        chosen, _ = Account.objects.get_or_create(
            slug=account, defaults={"name": "Northwind at scale", "time_zone": "America/Los_Angeles"}
        )
        with use_account(chosen.pk):
            if Call.objects.exists():
                raise CommandError(f"--account: {account} has calls already; name another", returncode=2)
        started = time.monotonic()
        with tqdm(total=calls, unit="call", desc="writing", mininterval=2) as bar:
            write = write_crowd_history if crowd else write_history
            rows = write(chosen, Size(calls, days, seed), bar.update)
        owner, _ = User.objects.get_or_create(
            username=f"owner@{account}.example", defaults={"email": f"owner@{account}.example"}
        )
        Membership.objects.get_or_create(account=chosen, user=owner, defaults={"role": Role.OWNER})
        self.stdout.write(
            f"{calls} calls, {rows} rows in {time.monotonic() - started:.0f} s. "
            f"Sign in once at {one_time_url(owner)}"
        )
