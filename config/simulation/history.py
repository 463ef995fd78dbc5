"""The whole history: an account of its own, ad spend, visitors who never call, calls; then the index."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from analytics.models import StaleCall
from analytics.summaries.index import rebuild
from attribution.conversions.defaults import create_default_rules
from attribution.models import AdSpend, DestinationConnection, NumberPool, PoolNumber
from attribution.rollups.refresh import rebuild as rebuild_days
from calls.models import Agent, Destination, PhoneNumber
from compliance.models import Account
from compliance.tenancy import use_account
from config.simulation.crowd import Crowd, write_crowd
from config.simulation.rows import Batch, Cast, Writer
from config.simulation.traffic import ORIGINS, WEIGHTS, draw_moment

AT_ONCE = 500
VISITORS_A_CALL = 3
AGENTS = (
    "Amara Diallo",
    "Ben Okafor",
    "Chloe Martin",
    "Diego Ramos",
    "Erin Walsh",
    "Farid Nasser",
    "Grace Kim",
    "Hugo Blanc",
)
NUMBERS = 40


@dataclass(frozen=True, slots=True)
class Size:
    """How much: calls, over how many days, from which seed."""

    calls: int
    days: int
    seed: int


def write_history(account: Account, size: Size, told: Callable[[int], None]) -> int:
    """Writes the history of the account, which should have no calls; `told` hears of each batch of calls. Rows written."""
    draw, now = random.Random(size.seed), timezone.now()
    with use_account(account.pk):
        cast = _cast(account)
        written = _spend(draw, now, size, account)
        for first in range(0, size.calls, AT_ONCE):
            count = min(AT_ONCE, size.calls - first)
            written += _batch(draw, cast, now, size, first, count)
            told(count)
        rebuild()
        StaleCall.objects.all().delete()
        rebuild_days()
    return written


def write_crowd_history(account: Account, size: Size, told: Callable[[int], None]) -> int:
    """The same without conversations, as `write_crowd` makes it: for reports at a scale where those would take hours."""
    with use_account(account.pk):
        cast = _cast(account)
        written = _spend(random.Random(size.seed), timezone.now(), size, account, crowd=True)
        made = Crowd(account.pk, cast.rules["sale"], cast.numbers, size.calls, size.days, size.seed)
        return written + write_crowd(made, told)


def _batch(draw: random.Random, cast: Cast, now: datetime, size: Size, first: int, count: int) -> int:
    batch = Batch()
    writer = Writer(batch, cast, draw)
    for n in range(count):
        writer.call(draw_moment(draw, now, size.days), first + n)
        for _ in range(VISITORS_A_CALL):
            writer.visitor(draw_moment(draw, now, size.days))
    with transaction.atomic():
        return batch.save()


def _cast(account: Account) -> Cast:
    desk, _ = Destination.objects.get_or_create(name="Front desk", phone_number="+14155550100")
    taken = PhoneNumber.everywhere.filter(number__startswith="+1628777").count()
    numbers = [
        PhoneNumber.objects.create(number=f"+1628777{taken + n:04d}", name="Website pool", destination=desk)
        for n in range(NUMBERS)
    ]
    pool, _ = NumberPool.objects.get_or_create(target_number="+14155550100", defaults={"name": "Website"})
    for number in numbers:
        PoolNumber.objects.create(pool=pool, phone_number=number, free_at=timezone.now())
    webhook, _ = DestinationConnection.objects.get_or_create(
        destination="signed_webhook",
        name="CRM webhook",
        defaults={"options": {"url": "https://crm.example/hook"}},
    )
    return Cast(
        account_id=account.pk,
        agents=[Agent.objects.get_or_create(name=name)[0] for name in AGENTS],
        numbers=numbers,
        rules={rule.key: rule for rule in create_default_rules(account)},
        connections=[webhook],
    )


def _spend(draw: random.Random, now: datetime, size: Size, account: Account, *, crowd: bool = False) -> int:
    """Clicks in step with the visits that will be written, at each campaign's price."""
    visits_a_day = size.calls * (VISITORS_A_CALL + 0.82) * 1.67 / size.days
    rows = []
    for back in range(size.days + 1):
        for origin, weight in zip(ORIGINS, WEIGHTS, strict=True):
            keywords = origin.crowd_keywords if crowd else origin.keywords
            for keyword in keywords if origin.cost else ():
                mean = visits_a_day * weight / sum(WEIGHTS) / len(keywords)
                clicks = max(0, round(draw.gauss(mean, mean**0.5)))
                rows.append(
                    AdSpend(
                        account=account,
                        date=(now - timedelta(days=back)).date(),
                        source=origin.source,
                        medium=origin.medium,
                        campaign=origin.campaign,
                        keyword=keyword,
                        cost_micros=round(clicks * origin.cost * draw.uniform(0.8, 1.2) * 1e6),
                        currency="USD",
                        clicks=clicks,
                        impressions=clicks * 27,
                    )
                )
    AdSpend.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)
