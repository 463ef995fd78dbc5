"""Which account a shell command works for."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import ProgrammingError

from compliance.models import Account


def add_account_argument(parser: ArgumentParser) -> None:
    """`--account SLUG`, needed where there are several."""
    parser.add_argument("--account", default=None, help="the account's slug; needed when there are several")


def choose_account(slug: str | None) -> Account:
    """The named account, or the only one. Raises CommandError (exit code 2) listing the slugs."""
    try:
        slugs = list(Account.objects.order_by("slug").values_list("slug", flat=True))
    except ProgrammingError as error:
        raise CommandError(
            "the database has no tables yet: manage.py create_account makes them", returncode=2
        ) from error
    if slug is None and len(slugs) == 1:
        slug = slugs[0]
    if slug is None or slug not in slugs:
        known = ", ".join(slugs) or "there are none yet: manage.py create_account"
        raise CommandError(f"--account: choose one of: {known}", returncode=2)
    return Account.objects.get(slug=slug)
