"""`manage.py create_api_key --name NAME --scope calls.view …`: a key for the API, shown once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from compliance.accounts.api_keys import create_api_key
from compliance.accounts.roles import ALL
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.accounts.words import NOT_FOR_KEYS
from compliance.causes import caused_by
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Prints the key and nothing else, so that it can be piped into a secret store."""

    help = "Makes an API key and prints it; it cannot be read again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, scopes, account."""
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=sorted(ALL - NOT_FOR_KEYS),
            metavar="SCOPE",
            help=f"repeatable; one of {', '.join(sorted(ALL - NOT_FOR_KEYS))}",
        )
        add_account_argument(parser)

    def handle(self, *args: Any, name: str, scope: list[str], account: str | None, **options: Any) -> None:
        """Prints the key. Raises CommandError (exit code 2) for an account that is not there."""
        name = name.strip()
        if not 0 < len(name) <= 80:
            raise CommandError("--name: 1 to 80 characters", returncode=2)
        with use_account(choose_account(account).pk), caused_by("shell"):
            _, key = create_api_key(name=name, scopes=scope)
        self.stdout.write(key)
