"""Paging by position in an order: rows that arrive meanwhile neither repeat nor hide others."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from analytics.models import CallIndex

SIZE = 50
NEWEST = "-start_time"


@dataclass(frozen=True, slots=True)
class Order:
    """One property to sort by: its expression (never null) and how a mark's text is read. Raises ValueError."""

    place: Combinable
    read: Callable[[str], Any]


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


ORDERS: Mapping[str, Order] = {
    "start_time": Order(F("start_time"), datetime.fromisoformat),
    "duration": Order(Coalesce("duration", Value(-1), output_field=IntegerField()), int),
    "score": Order(Coalesce("score", Value(-1.0)), float),
    "value": Order(Coalesce("value", Value(Decimal(-1))), _number),
    "match_probability": Order(Coalesce("match_probability", Value(-1.0)), float),
    "campaign": Order(F("campaign"), str),
    "customer_phone_number": Order(F("customer_phone_number"), str),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of calls in order, and the marks of the pages before and after ("" where there is none)."""

    calls: list[int]
    newer: str
    older: str


def page(
    rows: QuerySet[CallIndex], *, sort: str = NEWEST, before: str = "", after: str = "", size: int = SIZE
) -> Page:
    """The first calls of the order, or those past the mark `before`, or those ahead of `after`.

    `sort`: a key of ORDERS, "-" in front for falling; an unknown one means the newest first. Bad marks are ignored.
    """
    sort = sort if sort.removeprefix("-") in ORDERS else NEWEST
    order, falling = ORDERS[sort.removeprefix("-")], sort.startswith("-")
    rows = rows.annotate(place=order.place)
    past, ahead = _read(before, order), _read(after, order)
    if ahead and not past:
        found = _take(rows.filter(_beyond(ahead, not falling)), not falling, size)
        shown = found[:size][::-1]
        return Page(
            _ids(shown), _mark(shown[0]) if len(found) > size else "", _mark(shown[-1]) if shown else ""
        )
    if past:
        rows = rows.filter(_beyond(past, falling))
    found = _take(rows, falling, size)
    shown = found[:size]
    return Page(
        _ids(shown), _mark(shown[0]) if past and shown else "", _mark(shown[-1]) if len(found) > size else ""
    )


def _take(rows: QuerySet[Any], falling: bool, size: int) -> list[tuple[Any, int]]:
    sign = "-" if falling else ""
    return list(rows.order_by(f"{sign}place", f"{sign}call_id").values_list("place", "call_id")[: size + 1])


def _beyond(mark: tuple[Any, int], falling: bool) -> Q:
    place, pk = mark
    lookup = "lt" if falling else "gt"
    return Q(**{f"place__{lookup}": place}) | Q(place=place, **{f"call_id__{lookup}": pk})


def _ids(rows: list[tuple[Any, int]]) -> list[int]:
    return [pk for _, pk in rows]


def _mark(row: tuple[Any, int]) -> str:
    place, pk = row
    return json.dumps([place.isoformat() if isinstance(place, datetime) else str(place), pk])


def _read(mark: str, order: Order) -> tuple[Any, int] | None:
    try:
        place, pk = json.loads(mark)
        read = order.read(place)
        return (read, int(pk)) if not isinstance(read, datetime) or read.tzinfo else None
    except (ValueError, TypeError):
        return None
