"""`manage.py connect_carrier twilio`: the account's connection to its carrier, its numbers, and where they ring."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from calls.telephony.connections import connect, webhooks
from calls.telephony.provider import TelephonyProvider
from compliance.accounts.shell import add_account_argument, choose_account
from compliance.models import Account
from compliance.phones import e164
from compliance.registry import members
from compliance.tenancy import use_account


class Command(BaseCommand):
    """Stores the connection sealed; the auth token is asked for, so that it stays out of the shell's history."""

    help = "Connects a carrier account and its numbers; prints the webhook addresses to enter there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Provider, its account, numbers and where they ring."""
        parser.add_argument("provider", choices=list(members("TELEPHONY_PROVIDERS", TelephonyProvider)))
        parser.add_argument(
            "--external-id", required=True, help="the carrier's name of the account (Account SID)"
        )
        parser.add_argument("--auth-token", help="asked for when left out")
        parser.add_argument("--number", action="append", default=[], help="a tracking number; repeatable")
        parser.add_argument("--ring", required=True, help="the number that calls are put through to")
        add_account_argument(parser)

    def handle(self, *args: Any, provider: str, account: str | None, **options: Any) -> None:
        """Prints the addresses. Raises CommandError (exit code 2) for bad or taken numbers."""
        chosen = choose_account(account)
        ring = _number(options["ring"], chosen, "--ring")
        numbers = [_number(number, chosen, "--number") for number in options["number"]]
        token = options["auth_token"] or getpass.getpass("auth token: ")
        try:
            with use_account(chosen.pk):
                connect(provider, options["external_id"], token, numbers=numbers, ring=ring)
        except ValidationError as error:
            raise CommandError(error.messages[0], returncode=2) from error
        self.stdout.write("\n".join(f"{label}: {address}" for label, address in webhooks(provider).items()))


def _number(text: str, account: Account, option: str) -> str:
    number = e164(text, account.country)
    if not number:
        raise CommandError(f"{option}: no phone number: {text!r}", returncode=2)
    return number
