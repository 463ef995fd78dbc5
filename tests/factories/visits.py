"""Pools with numbers, and messages of the snippet."""

import uuid
from typing import Any

import factory
from django.utils import timezone

from attribution.models import NumberPool, PoolNumber
from tests.factories.telephony import PhoneNumberFactory

TARGET = "+14155550100"


class PoolFactory(factory.django.DjangoModelFactory[NumberPool]):
    """A pool for the office's number."""

    class Meta:
        model = NumberPool

    name = "Website"
    target_number = TARGET


def fill(pool: NumberPool, count: int, connection: Any) -> list[str]:
    """Puts `count` new numbers into the pool; the numbers."""
    numbers = [PhoneNumberFactory(connection=connection, destination=None) for _ in range(count)]
    for number in numbers:
        PoolNumber.objects.create(pool=pool, phone_number=number, free_at=timezone.now())
    return [number.number for number in numbers]


def page_view(site_key: str, **changes: Any) -> dict[str, Any]:
    """One page view of a consenting visitor who clicked a Google ad."""
    return {
        "site_key": site_key,
        "visitor": None,
        "event_id": str(uuid.uuid4()),
        "referrer": "https://www.google.com/",
        "url": "https://northwind.example/furnace?gclid=Cj0KCQ_aB&utm_campaign=furnaces",
        "targets": ["(415) 555-0100"],
        "consent": {"analytics": True, "ad_user_data": True},
        **changes,
    }
