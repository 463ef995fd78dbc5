"""Reading numbers with their pools, what they show now and how often they rang."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from attribution.models import Lease, NumberPool, Shortage
from calls.models import Call, Destination, PhoneNumber
from compliance.api.paging import Order, Sorted
from compliance.phones import e164

RECENT = timedelta(days=30)
STATIC = "static"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ORDERS: Mapping[str, Order] = {
    "number": Order("number", str),
    "name": Order("name", str),
    "calls": Order("recent_calls", int),
    "last_call": Order("last_call", datetime.fromisoformat, LONG_AGO),
}
DEFAULT = "-calls"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which numbers a page shows. `pool`: an id, "static" for numbers in none, or empty."""

    state: str = ""
    pool: str = ""
    search: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From an address; what cannot be read is left out."""
        state, pool = query.get("state", ""), query.get("pool", "")
        known = pool == STATIC or (pool.isascii() and pool.isdigit() and len(pool) < 19)
        return cls(
            state if state in PhoneNumber.State.values else "",
            pool if known else "",
            query.get("search", "").replace("\x00", "").strip()[:60],
        )

    def apply(self, rows: QuerySet[PhoneNumber], country: str) -> QuerySet[PhoneNumber]:
        """The rows that fit; the text is looked for in names and in numbers, however those are written."""
        if self.state:
            rows = rows.filter(state=self.state)
        if self.pool:
            rows = (
                rows.filter(pool_number=None)
                if self.pool == STATIC
                else rows.filter(pool_number__pool=int(self.pool))
            )
        if self.search:
            digits = "".join(filter(str.isdigit, self.search))
            found = Q(name__icontains=self.search) | Q(destination__name__icontains=self.search)
            if len(digits) >= 3:
                found |= Q(number__contains=digits) | Q(number=e164(self.search, country) or "-")
            rows = rows.filter(found)
        return rows


def numbers(filters: Filters, country: str, sort: str = DEFAULT) -> Sorted:
    """Numbers with queue, pool, `held` (leases of this moment), `recent_calls` (30 days) and `last_call`, in order."""
    sort = sort if sort.removeprefix("-") in ORDERS else DEFAULT
    now = timezone.now()
    rows = filters.apply(PhoneNumber.objects.all(), country)
    calls = Call.objects.filter(phone_number=OuterRef("pk")).order_by().values("phone_number")
    recent = calls.filter(start_time__gte=now - RECENT).annotate(n=Count("pk")).values("n")
    rows = rows.select_related("destination", "pool_number__pool", "connection").annotate(
        recent_calls=Coalesce(Subquery(recent, output_field=IntegerField()), 0),
        last_call=Subquery(calls.annotate(at=Max("start_time")).values("at"), output_field=DateTimeField()),
    )
    return Sorted(rows.prefetch_related(Prefetch("leases", _current(now), to_attr="held")), ORDERS, sort)


def pools() -> list[NumberPool]:
    """`counted_pools` by name."""
    return list(counted_pools().order_by("name", "pk"))


def counted_pools() -> QuerySet[NumberPool]:
    """Pools with `size`, `usable` (active numbers), `free` (assignable now) and `short`: visits of the last 30 days that
    found none.
    """
    since = timezone.now() - RECENT
    shortages = Shortage.objects.filter(pool=OuterRef("pk"), at__gte=since).order_by().values("pool")
    short = shortages.annotate(n=Count("pk")).values("n")
    active = Q(numbers__phone_number__state=PhoneNumber.State.ACTIVE)
    rows = NumberPool.objects.annotate(
        size=Count("numbers"),
        usable=Count("numbers", filter=active),
        free=Count("numbers", filter=active & Q(numbers__free_at__lte=timezone.now())),
        short=Coalesce(Subquery(short, output_field=IntegerField()), 0),
    )
    return rows.select_related("overflow_number")


def queues() -> list[Destination]:
    """`counted_queues` by name."""
    return list(counted_queues().order_by("name", "pk"))


def counted_queues() -> QuerySet[Destination]:
    """Queues with `number_count`, the numbers that ring there."""
    ringing = Q(phonenumber__state__in=[PhoneNumber.State.ACTIVE, PhoneNumber.State.PENDING])
    return Destination.objects.annotate(number_count=Count("phonenumber", filter=ringing))


def _current(now: datetime) -> QuerySet[Lease]:
    """Leases whose period holds `now`. The longest hold bounds the search: ended leases are kept and many."""
    longest = max((pool.hold for pool in NumberPool.objects.all()), default=timedelta(0))
    rows: QuerySet[Any] = Lease.objects.filter(period__contains=now, last_seen__gte=now - longest)
    return rows.select_related("visit")
