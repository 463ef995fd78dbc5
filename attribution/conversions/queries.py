"""Reading the ledger: connections with their health, conversions with their deliveries, what fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from attribution.conversions.destination import ConversionDestination
from attribution.models import Attempt, Conversion, ConversionRule, Delivery, DestinationConnection
from compliance.api.paging import Order, Sorted, number
from compliance.days import midnight, read_day
from compliance.registry import members
from compliance.texts import read_id

State = Delivery.State
FAILING = (State.FAILED, State.EXPIRED)
OPEN = (State.PENDING, State.SENDING)
ORDERS: Mapping[str, Order] = {
    "occurred_at": Order("occurred_at"),
    "value": number("value"),
    "probability": number("probability"),
}
NEWEST = "-occurred_at"


@dataclass(frozen=True, slots=True)
class Health:
    """One connection as people judge it. `label`: of its destination, or its key when that is no longer installed."""

    connection: DestinationConnection
    label: str
    problem: str
    last_accepted: datetime | None
    failing: int
    waiting: int

    @property
    def state(self) -> str:
        """off, paused, broken or ready."""
        if not self.connection.active:
            return "off"
        if self.connection.paused_reason:
            return "paused"
        return "broken" if self.problem else "ready"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conversions a page shows; empty: all. Days are the account's, both included."""

    state: str = ""
    connection: int | None = None
    rule: int | None = None
    start: date | None = None
    end: date | None = None
    active: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From an address; what cannot be read is left out."""
        return cls(
            state=query.get("state", "") if query.get("state") in State.values else "",
            connection=read_id(query.get("destination", "")),
            rule=read_id(query.get("rule", "")),
            start=read_day(query.get("start_date", "")),
            end=read_day(query.get("end_date", "")),
            active=query.get("active", "") if query.get("active") in ("true", "false") else "",
        )

    def apply(self, rows: QuerySet[Conversion], zone: str) -> QuerySet[Conversion]:
        """The rows that fit."""
        told = Delivery.objects.filter(conversion=OuterRef("pk"))
        if self.state:
            told = told.filter(state=self.state)
        if self.connection:
            told = told.filter(connection_id=self.connection)
        if self.state or self.connection:
            rows = rows.filter(Exists(told))
        if self.rule:
            rows = rows.filter(rule_id=self.rule)
        if self.active:
            rows = rows.filter(active=self.active == "true")
        if self.start:
            rows = rows.filter(occurred_at__gte=midnight(self.start, zone))
        if self.end:
            rows = rows.filter(occurred_at__lt=midnight(self.end + timedelta(days=1), zone))
        return rows


def connections() -> list[Health]:
    """All connections of the account, with what their deliveries say; two queries."""
    kinds = members("DESTINATIONS", ConversionDestination)
    counts = {
        row["connection"]: row
        for row in Delivery.objects.order_by()
        .values("connection")
        .annotate(
            last_accepted=Max("updated_at", filter=Q(state=State.ACCEPTED)),
            failing=Count("pk", filter=Q(state__in=FAILING)),
            waiting=Count("pk", filter=Q(state__in=OPEN)),
        )
    }
    return [
        _health(row, kinds, counts.get(row.pk, {}))
        for row in DestinationConnection.objects.order_by("name", "pk")
    ]


def failing_by_connection() -> list[dict[str, Any]]:
    """Connections with failed or expired deliveries: connection, name, failed and expired counts."""
    rows = Delivery.objects.filter(state__in=FAILING).order_by().values("connection_id", "connection__name")
    counted = rows.annotate(
        failed=Count("pk", filter=Q(state=State.FAILED)), expired=Count("pk", filter=Q(state=State.EXPIRED))
    )
    return [dict(row) for row in counted.order_by("connection__name")]


def ledger(filters: Filters, zone: str, sort: str = NEWEST) -> Sorted:
    """Conversions with rule and deliveries, in order; an unknown order means the newest first."""
    sort = sort if sort.removeprefix("-") in ORDERS else NEWEST
    rows = filters.apply(Conversion.objects.all(), zone).select_related("rule")
    told = Delivery.objects.select_related("connection").order_by("connection__name", "pk")
    return Sorted(rows.prefetch_related(Prefetch("deliveries", told)), ORDERS, sort)


def with_history() -> QuerySet[Conversion]:
    """Conversions with everything that was ever sent of them."""
    told = Delivery.objects.select_related("connection").order_by("connection__name", "pk")
    return Conversion.objects.select_related("rule", "call", "visit").prefetch_related(
        Prefetch("deliveries", told), Prefetch("deliveries__attempts", Attempt.objects.order_by("number"))
    )


def rules() -> QuerySet[ConversionRule]:
    """Rules by name."""
    return ConversionRule.objects.order_by("name", "pk")


def _health(
    row: DestinationConnection, kinds: Mapping[str, type[ConversionDestination]], counts: Mapping[str, Any]
) -> Health:
    kind = kinds.get(row.destination)
    problem = (
        kind(row.options, row.secrets).setup_problem() if kind else f"{row.destination} is not installed"
    )
    return Health(
        row,
        kind.label if kind else row.destination,
        problem,
        counts.get("last_accepted"),
        counts.get("failing", 0),
        counts.get("waiting", 0),
    )
