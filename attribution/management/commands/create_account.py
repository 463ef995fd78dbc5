"""`manage.py create_account NAME --owner EMAIL`: a new account and the person it belongs to."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from attribution.conversions.defaults import create_default_rules
from compliance.accounts.one_time import one_time_url
from compliance.audit.chain import record
from compliance.models import Account, Membership, Role
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Makes account, owner, the conversion rules to start with, and a one-time login."""

    help = "Makes an account with its owner and prints a one-time login link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, owner, and where the business is."""
        parser.add_argument("name")
        parser.add_argument("--owner", required=True, help="e-mail address")
        parser.add_argument("--time-zone", default="UTC", help="for example America/Los_Angeles")
        parser.add_argument("--currency", default="USD")
        parser.add_argument("--country", default="US", help="region for phone numbers written without +")

    def handle(self, *args: Any, name: str, owner: str, **options: Any) -> None:
        """Prints the login path. Raises CommandError (exit code 2) for a bad address or a name that is taken."""
        call_command("migrate", verbosity=0)
        try:
            validate_email(owner)
            account = Account(
                name=name,
                slug=slugify(name),
                time_zone=options["time_zone"],
                currency=options["currency"],
                country=options["country"],
            )
            account.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages), returncode=2) from error
        with transaction.atomic():
            account.save()
            user, _ = User.objects.get_or_create(username=owner, defaults={"email": owner})
            membership = Membership.objects.create(account=account, user=user, role=Role.OWNER)
            with use_account(account.pk):
                create_default_rules(account)
                record("account.created", membership, actor="shell")
        self.stdout.write(f"{account.name} ({account.slug}); its site key is {account.site_key}")
        self.stdout.write(f"sign in once within 30 minutes at {one_time_url(user)}")
