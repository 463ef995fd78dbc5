"""`manage.py import_touchpoints`: contacts off the web from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from attribution.people.contact_file import KNOWN, FileError, read_contacts
from attribution.people.offline import check_contacts, import_contacts
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Imports all rows or none."""

    help = f"Imports contacts off the web (CSV or JSONL: {', '.join(KNOWN)}); the same again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, trial, account."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only says what would be done")
        add_account_argument(parser)

    def handle(self, *args: Any, file: Path, dry_run: bool, account: str | None, **options: Any) -> None:
        """Prints how much came in. Raises CommandError (exit code 2) with a line per bad row."""
        chosen = choose_account(account)
        try:
            with use_account(chosen.pk):
                contacts = read_contacts(file)
                done = check_contacts(contacts) if dry_run else import_contacts(contacts)
        except FileError as error:
            lines = "\n".join(f"{file}:{row}" for row in error.rejected)
            raise CommandError(f"nothing was imported:\n{lines}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        said = "would be new" if dry_run else "new"
        self.stdout.write(f"{done.rows} rows, {done.new} {said}, {done.rows - done.new} already there")
