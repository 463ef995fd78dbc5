"""`manage.py audit verify`: is every account's audit chain whole?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from compliance.audit.chain import verify
from compliance.models import Account, AuditEvent
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Checks the hash chains."""

    help = "audit verify: checks the audit chain of every account; exit code 1 names the first broken link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The one action."""
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line per account. Raises CommandError when a chain is broken."""
        broken = []
        for account in Account.objects.order_by("slug"):
            with use_account(account.pk):
                found, count = verify(), AuditEvent.objects.count()
            self.stdout.write(
                f"{account.slug}: {count} events, {f'BROKEN at {found.position}: {found.reason}' if found else 'whole'}"
            )
            if found:
                broken.append(account.slug)
        if broken:
            raise CommandError(f"broken chains: {', '.join(broken)}", returncode=1)
