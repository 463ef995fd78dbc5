"""The demo's business: an account with everything set up as its owner would."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from attribution.conversions.defaults import create_default_rules
from attribution.models import DestinationConnection, NumberPool, PoolNumber
from calls.models import Agent, Destination, PhoneNumber, TelephonyConnection
from compliance.models import Account, Membership, Role
from compliance.tenancy import use_account

WEBHOOK, GOOGLE, META = "CRM webhook", "Google Ads", "Meta"
POOL_SIZE = 100
LEASE_SECONDS = 300
WEBHOOK_SECRET = "whsec_" + "cmluZ3RyYWNlLWRlbW8tc2lnbmluZy1zZWNyZXQ="


@dataclass(frozen=True, slots=True)
class Business:
    """What the simulation needs to know."""

    account: Account
    owner: User
    office: str


@dataclass(frozen=True, slots=True)
class Outside:
    """Addresses of the simulated world."""

    media_url: str
    sandbox_url: str


def open_business(
    slug: str, account_sid: str, auth_token: str, outside: Outside, agents: list[str]
) -> Business:
    """A new account with numbers, agents, rules and destinations."""
    with transaction.atomic():
        account = Account.objects.create(
            name="Northwind Heating and Air", slug=slug, time_zone="America/Los_Angeles"
        )
        owner = User.objects.create_user(
            username=f"owner@{slug}.example", email=f"owner@{slug}.example", first_name="Demo"
        )
        Membership.objects.create(account=account, user=owner, role=Role.OWNER)
        with use_account(account.pk):
            office = _telephony(account_sid, auth_token, outside, agents)
            create_default_rules(account)
            _destinations(outside)
    return Business(account, owner, office)


def _telephony(account_sid: str, auth_token: str, outside: Outside, agents: list[str]) -> str:
    """Connection, desks, the number printed on the site and the pool that replaces it; the printed number."""
    connection = TelephonyConnection.objects.create(
        provider="twilio",
        name="Carrier simulator",
        external_id=account_sid,
        secrets={"auth_token": auth_token},
        options={"api_base": outside.media_url},
    )
    first = (
        5550000 + PhoneNumber.everywhere.count()
    )  # so that a second demo beside the first has numbers of its own
    office = f"+1628{first}"
    pool = NumberPool.objects.create(
        name="Website", target_number=office, lease_seconds=LEASE_SECONDS, cooldown_seconds=LEASE_SECONDS
    )
    desks = {
        name: Destination.objects.create(
            name=f"{name}'s desk", phone_number=f"+1415555{100 + n:04d}", whisper="Website call"
        )
        for n, name in enumerate(agents)
    }
    for name, desk in desks.items():
        Agent.objects.create(name=name, external_id=name.lower(), phone_number=desk.phone_number)
    now, turns = timezone.now(), list(desks.values())
    PhoneNumber.objects.create(
        number=office, name="On the website", connection=connection, destination=turns[0]
    )
    for n in range(1, POOL_SIZE + 1):
        number = PhoneNumber.objects.create(
            number=f"+1628{first + n}",
            name="Website pool",
            connection=connection,
            destination=turns[n % len(turns)],
        )
        PoolNumber.objects.create(pool=pool, phone_number=number, free_at=now)
    return office


def _destinations(outside: Outside) -> None:
    DestinationConnection.objects.create(
        destination="google_data_manager",
        name=GOOGLE,
        secrets={"access_token": "sandbox"},
        options={
            "base_url": f"{outside.sandbox_url}/google",
            "operating_account_id": "1234567890",
            "conversion_action_id": "987654321",
        },
    )
    DestinationConnection.objects.create(
        destination="meta_conversions",
        name=META,
        secrets={"access_token": "sandbox"},
        options={"base_url": f"{outside.sandbox_url}/meta", "dataset_id": "555000111"},
    )
    DestinationConnection.objects.create(
        destination="signed_webhook",
        name=WEBHOOK,
        secrets={"secret": WEBHOOK_SECRET},
        options={"url": f"{outside.sandbox_url}/webhook"},
    )
