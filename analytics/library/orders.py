"""What calls can be sorted by, on pages and in the API."""

from collections.abc import Mapping

from django.db.models import QuerySet

from analytics.models import CallIndex
from compliance.api.paging import Order, Sorted, number

NEWEST = "-start_time"
ORDERS: Mapping[str, Order] = {
    "start_time": Order("start_time"),
    "duration": number("duration"),
    "score": number("score"),
    "value": number("value"),
    "match_probability": number("match_probability"),
    "campaign": Order("campaign", str),
    "customer_phone_number": Order("customer_phone_number", str),
}


def known(sort: str) -> str:
    """The order that is asked for, or the newest first for one that does not exist."""
    return sort if sort.removeprefix("-") in ORDERS else NEWEST


def ordered(rows: QuerySet[CallIndex], sort: str) -> Sorted:
    """The rows in a known order, reading nothing but their ids."""
    return Sorted(rows.only("pk"), ORDERS, sort)
