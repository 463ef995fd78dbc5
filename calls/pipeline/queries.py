"""How the pipeline is doing: per stage what is open and how fast it went, what needs a person, who gives signs of life.

A fixed number of queries, each bounded by an index: open rows by `stage_runs_open`, those of the last day by their ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from calls.models import ProviderEvent, StageRun
from calls.pipeline.heartbeat import LEASE
from calls.pipeline.runner import stages
from compliance.api.paging import Order, Sorted
from compliance.tenancy import require_account_id

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LISTED_EVENTS = 20
Status = StageRun.Status
ORDERS: Mapping[str, Order] = {"finished_at": Order("finished_at")}

# Runs planned within the day, by stage: how many ended and how long they took, in seconds.
SPEED = """
SELECT key,
    count(*) FILTER (WHERE status = 'done'), count(*) FILTER (WHERE status = 'skipped'),
    count(*) FILTER (WHERE status = 'done' AND finished_at >= %(hour)s),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at))
        FILTER (WHERE status = 'done'),
    percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - started_at))
        FILTER (WHERE status = 'done'),
    max(finished_at)
FROM calls_stagerun
WHERE account_id = %(account)s AND id > %(bound)s AND finished_at >= %(day)s
GROUP BY key
"""


@dataclass(frozen=True, slots=True)
class StageState:
    """One stage: open rows now; rows of the last 24 h; seconds of work (None: nothing to measure)."""

    key: str
    waiting: int = 0
    running: int = 0
    retrying: int = 0
    failed: int = 0
    oldest_waiting: datetime | None = None
    done: int = 0
    skipped: int = 0
    last_hour: int = 0
    median: float | None = None
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The whole line. `worker_seen`: when a worker last gave a sign of life, None when not within the day."""

    stages: list[StageState]
    worker_seen: datetime | None
    carrier_seen: datetime | None
    events_waiting: int
    events_oldest: datetime | None
    events_failed: int
    failed_events: list[ProviderEvent]

    @property
    def failed(self) -> int:
        """Runs that need a person."""
        return sum(stage.failed for stage in self.stages)

    @property
    def open(self) -> int:
        """Runs that are under way or will be."""
        return sum(stage.waiting + stage.running + stage.retrying for stage in self.stages)


def pipeline() -> Pipeline:
    """The state of the account in scope; seven queries."""
    now = timezone.now()
    opened, beat = _open()
    speed, finished = _speed(now)
    found = [StageState(key, **opened.get(key, {}), **speed.get(key, {})) for key in stages()]
    signs = [sign for sign in (beat, finished) if sign]
    return Pipeline(found, max(signs, default=None), **_events(now))


def attention(stage: str = "") -> Sorted:
    """Runs that failed for good, with their calls, the latest first; `stage` narrows to one."""
    rows = needing_attention().select_related("call")
    return Sorted(rows.filter(key=stage) if stage else rows, ORDERS, "-finished_at")


def needing_attention() -> "QuerySet[StageRun]":
    """Runs that failed and are not tried again by themselves."""
    return StageRun.objects.filter(status=Status.FAILED, retry_at=None)


def _open() -> tuple[dict[str, dict[str, Any]], datetime | None]:
    """Counts by stage, and the latest beat of a running one: its lease is renewed with every beat."""
    rows = (
        StageRun.objects.filter(status__in=[Status.WAITING, Status.RUNNING, Status.FAILED])
        .order_by()
        .values("key")
        .annotate(
            waiting=Count("pk", filter=Q(status=Status.WAITING)),
            running=Count("pk", filter=Q(status=Status.RUNNING)),
            retrying=Count("pk", filter=Q(status=Status.FAILED, retry_at__isnull=False)),
            failed=Count("pk", filter=Q(status=Status.FAILED, retry_at=None)),
            oldest_waiting=Min("created_at", filter=Q(status=Status.WAITING)),
            lease=Max("lease_until", filter=Q(status=Status.RUNNING)),
        )
    )
    found: dict[str, dict[str, Any]] = {row["key"]: dict(row) for row in rows}
    leases = [row.pop("lease") for row in found.values()]
    latest: datetime | None = max((lease for lease in leases if lease), default=None)
    return {row.pop("key"): row for row in found.values()}, latest - LEASE if latest else None


def _speed(now: datetime) -> tuple[dict[str, dict[str, Any]], datetime | None]:
    older = StageRun.objects.filter(created_at__lt=now - DAY).order_by("-pk").values_list("pk", flat=True)
    values: dict[str, int | datetime] = {
        "account": require_account_id(),
        "bound": older.first() or 0,
        "day": now - DAY,
        "hour": now - HOUR,
    }
    with connection.cursor() as cursor:
        cursor.execute(SPEED, values)
        rows = cursor.fetchall()
    names = ("done", "skipped", "last_hour", "median", "p95")
    return (
        {row[0]: dict(zip(names, row[1:6], strict=True)) for row in rows},
        max((row[6] for row in rows), default=None),
    )


def _events(now: datetime) -> dict[str, Any]:
    """Messages of carriers: the last one, those that wait, and those of the day that could not be applied."""
    events = ProviderEvent.objects
    older = events.filter(received_at__lt=now - DAY).order_by("-pk").values_list("pk", flat=True)
    failed = events.filter(pk__gt=older.first() or 0, state=ProviderEvent.State.FAILED)
    shown = list(failed.order_by("-pk")[: LISTED_EVENTS + 1])
    waiting = events.filter(state=ProviderEvent.State.RECEIVED).aggregate(
        count=Count("pk"), oldest=Min("received_at")
    )
    return {
        "carrier_seen": events.order_by("-pk").values_list("received_at", flat=True).first(),
        "events_waiting": waiting["count"],
        "events_oldest": waiting["oldest"],
        "events_failed": failed.count() if len(shown) > LISTED_EVENTS else len(shown),
        "failed_events": shown[:LISTED_EVENTS],
    }
