"""`manage.py create_pool`: numbers that take turns in place of the one printed on the site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from attribution.models import NumberPool
from attribution.numbers.services import save_pool
from calls.models import PhoneNumber
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.phones import e164
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Puts connected numbers that are in no pool yet into a new pool."""

    help = "Makes a pool of tracking numbers for the number printed on the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Target and numbers."""
        parser.add_argument("target", help="the number printed on the site")
        parser.add_argument(
            "--number", action="append", default=[], help="repeatable; default: every free one"
        )
        add_account_argument(parser)

    def handle(self, *args: Any, target: str, number: list[str], account: str | None, **options: Any) -> None:
        """Prints how many numbers the pool has. Raises CommandError (exit code 2)."""
        chosen = choose_account(account)
        shown = e164(target, chosen.country)
        with use_account(chosen.pk), transaction.atomic():
            free = PhoneNumber.objects.filter(pool_number=None, state=PhoneNumber.State.ACTIVE).exclude(
                number=shown
            )
            if number:
                free = free.filter(number__in=[e164(one, chosen.country) for one in number])
            if not shown or not free.exists() or (number and free.count() != len(number)):
                raise CommandError(
                    "the target is no number, or a number is not connected or in a pool", returncode=2
                )
            if NumberPool.objects.filter(target_number=shown).exists():
                raise CommandError(f"{shown} has a pool already", returncode=2)
            numbers = list(free)
            save_pool(NumberPool(), name=f"Pool for {shown}", target_number=shown, numbers=numbers)
        self.stdout.write(f"{len(numbers)} numbers take turns in place of {shown}")
