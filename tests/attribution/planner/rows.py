"""Visitors of a pool as the swap would have left them: leases while there are numbers, shortages when there are none."""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from attribution.models import Lease, NumberPool, Shortage, Visit, Visitor
from calls.models import PhoneNumber

ON_SITE = timedelta(minutes=5)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def arrive(pool: NumberPool, moments: Iterable[datetime], on_site: timedelta = ON_SITE) -> tuple[int, int]:
    """One visit at each moment, in order; how many got a number and how many did not."""
    free = dict.fromkeys(PhoneNumber.objects.filter(pool_number__pool=pool), LONG_AGO)
    leases, shortages = [], []
    for visit in _visits(list(moments)):
        at = visit.started_at
        number = min(free, key=lambda one: free[one])
        if free[number] > at:
            shortages.append(Shortage(account_id=pool.account_id, pool=pool, visit=visit, at=at))
            continue
        free[number] = at + on_site + pool.hold
        leases.append(
            Lease(
                account_id=pool.account_id,
                pool=pool,
                phone_number=number,
                visit=visit,
                period=DateTimeTZRange(at, free[number]),
                last_seen=at + on_site,
            )
        )
    Lease.objects.bulk_create(leases, batch_size=5000)
    Shortage.objects.bulk_create(shortages, batch_size=5000)
    return len(leases), len(shortages)


def every(minutes: float, start: datetime, end: datetime) -> list[datetime]:
    """Moments at one distance, `end` not among them."""
    step = timedelta(minutes=minutes)
    return [start + n * step for n in range(int((end - start) / step))]


def drawn(rate: Callable[[datetime], float], start: datetime, end: datetime, seed: int = 1) -> list[datetime]:
    """Moments of a Poisson process with so many an hour, which change by the hour."""
    random_ = random.Random(seed)
    found: list[datetime] = []
    hour = start
    while hour < end:
        at = 0.0
        while (at := at + random_.expovariate(max(rate(hour), 1e-9))) < 1:
            found.append(hour + timedelta(hours=at))
        hour += timedelta(hours=1)
    return found


def _visits(moments: list[datetime]) -> list[Visit]:
    if not moments:
        return []
    visitor = Visitor.objects.create(first_seen=moments[0], last_seen=moments[-1])
    return Visit.objects.bulk_create(
        [
            Visit(
                account_id=visitor.account_id,
                visitor=visitor,
                started_at=at,
                last_seen=at,
                channel="Paid Search",
            )
            for at in moments
        ],
        batch_size=5000,
    )
