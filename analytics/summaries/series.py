"""Totals of calls over time, in steps of the account's own days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.functions import Trunc

from analytics.models import CallIndex
from analytics.summaries.groups import METRICS, Totals, grouping, text_of
from compliance.days import instants

INTERVALS = ("hour", "day", "week", "month")
MOST_POINTS = 400
EMPTY = Totals(0, 0, 0, 0, 0, 0, Decimal(0), None, None)


class TooManyPoints(ValueError):
    """The period has more steps than a series may have."""


@dataclass(frozen=True, slots=True)
class Point:
    """One step: when it begins (the account's time), the group's key where the series is grouped, and its totals."""

    start: datetime
    key: str
    totals: Totals


def series(
    rows: QuerySet[CallIndex], start: date, end: date, interval: str, zone: str, by: str | None = None
) -> list[Point]:
    """A point per step from the day `start` to the day `end`, both included; steps without calls are zero.

    With `by`, points of the groups that occur, and no zeros. Raises TooManyPoints, KeyError for an unknown grouping.
    """
    steps = list(_steps(start, end, interval, zone))
    first, after = instants(start, end, zone)
    rows = rows.filter(start_time__gte=first, start_time__lt=after)
    values: dict[str, Any] = {"step": Trunc("start_time", interval, tzinfo=ZoneInfo(zone))}
    if by is not None:
        values["group"] = grouping(by, zone)
    lines: list[dict[str, Any]] = [dict(row) for row in rows.order_by().values(**values).annotate(**METRICS)]
    points = [_point(line) for line in lines]
    if by is not None:
        return sorted(points, key=lambda point: (point.start, point.key))
    # By instant: two local times of one zone compare equal in the hour that a clock change repeats.
    found = {point.start.timestamp(): point for point in points}
    return [found.get(step.timestamp(), Point(step, "", EMPTY)) for step in steps]


def _point(line: dict[str, Any]) -> Point:
    start = line.pop("step")
    key = text_of(line.pop("group")) if "group" in line else ""
    return Point(start, key, Totals(**line))


def _steps(start: date, end: date, interval: str, zone: str) -> Iterator[datetime]:
    at, last = instants(start, end, zone)
    if interval == "week":
        at -= timedelta(days=at.weekday())
    elif interval == "month":
        at = at.replace(day=1)
    for _ in range(MOST_POINTS + 1):
        if at >= last:
            return
        yield at
        at = _next(at, interval, ZoneInfo(zone))
    raise TooManyPoints(f"more than {MOST_POINTS} points: choose a shorter period or a longer interval")


def _next(at: datetime, interval: str, zone: ZoneInfo) -> datetime:
    if interval == "hour":  # in elapsed time, so that the hour of a clock change comes once or twice
        return (at.astimezone(UTC) + timedelta(hours=1)).astimezone(zone)
    if interval == "month":
        return (at.replace(day=1) + timedelta(days=32)).replace(day=1)
    return at + timedelta(days=7 if interval == "week" else 1)
