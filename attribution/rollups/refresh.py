"""Keeps the daily sums in step with the rows they sum up.

Triggers note the days whose facts changed (`StaleDay`). A day is written anew as a whole, in one transaction, from the rows
of that day alone; so it costs the same however long the history is, and doing it twice changes nothing.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Model

from attribution.models import CallDay, CreditDay, PathDay, StaleDay, TransitionDay, VisitDay
from attribution.rollups.credit import Sum, by_call, by_origin, touch_rules
from attribution.rollups.facts import ORIGIN, Origins, read_calls, read_settings, trace
from attribution.rollups.months import make_room
from attribution.rollups.origins import origin_ids
from attribution.rollups.paths import closed, path_sums, transitions
from compliance.days import instants
from compliance.models import Account
from compliance.tenancy import require_account_id, use_account

logger = logging.getLogger(__name__)

PATIENCE = "5s"
LOCK_FAMILY = 0x5244  # advisory locks: (family, account)
AT_ONCE = 7
QUICK = 0.2  # seconds that a reader can well wait
WRITTEN: tuple[type[Model], ...] = (CreditDay, CallDay, VisitDay, TransitionDay, PathDay)
VISITS = """
SELECT {origin}, count(*)
FROM attribution_visit v
WHERE v.account_id = %s AND v.kind = 'web' AND v.started_at >= %s AND v.started_at < %s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
FORESEE = """
INSERT INTO attribution_staleday (account_id, day) SELECT %s, %s WHERE NOT EXISTS (
    SELECT FROM attribution_staleday WHERE account_id = %s AND day = %s
)
"""
REMOVE = "DELETE FROM {table} WHERE account_id = %s AND day = %s"


def refresh(start: date, end: date, most: int = AT_ONCE) -> int:
    """Writes up to `most` stale days of the account in scope anew, from `start` to `end`, newest first; how many.

    Waits for somebody else who is at it, and gives up after PATIENCE. One cheap query when nothing is stale. A day that
    takes long to write, the busy today of a large account, is left to the task for REPORTS_REST times as long, so that
    readers need not pay for every visitor who just came.
    """
    if not StaleDay.objects.filter(day__gte=start, day__lte=end).exists():
        return 0
    # Notes about days to come stay: what will have happened by then is not known.
    zone = ZoneInfo(Account.objects.get(pk=require_account_id()).time_zone)
    last = min(end, datetime.now(zone).date())
    stale = StaleDay.objects.filter(day__gte=start, day__lte=last).order_by("-day")
    days = [day for day in stale.values_list("day", flat=True).distinct()[:most] if not _rests(day)]
    try:
        for day in days:
            began = monotonic()
            write_day(day)
            _let_rest(day, monotonic() - began)
    except OperationalError:
        return 0
    return len(days)


def refresh_everyone() -> int:
    """Writes every stale day of all accounts anew; how many."""
    done = 0
    waiting = StaleDay.everywhere.order_by().values_list("account_id", flat=True).distinct()
    for account in Account.objects.filter(pk__in=list(waiting)):
        with use_account(account.pk):
            today = datetime.now(ZoneInfo(account.time_zone)).date()
            stale = StaleDay.objects.filter(day__lte=today).values_list("day", flat=True).distinct()
            done += sum(_written(day) for day in sorted(stale, reverse=True))
    return done


def _written(day: date) -> bool:
    """Writes a day. One that cannot be written, held by somebody else or for a fault of its own, keeps nobody waiting."""
    try:
        write_day(day)
    except DatabaseError:
        logger.exception("the sums of %s could not be written", day)
        return False
    return True


def rebuild(told: Callable[[date], None] = lambda day: None) -> int:
    """Writes all days of the account in scope anew, the first with anything to today; how many."""
    account = require_account_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(at) FROM (SELECT min(started_at) AS at FROM attribution_visit WHERE account_id = %(account)s"
            " UNION ALL SELECT min(start_time) FROM calls_call WHERE account_id = %(account)s"
            " UNION ALL SELECT min(occurred_at) FROM attribution_conversion WHERE account_id = %(account)s) seen",
            {"account": account},
        )
        first = cursor.fetchone()[0]
    if first is None:
        return 0
    zone = ZoneInfo(Account.objects.get(pk=account).time_zone)
    day, today, count = first.astimezone(zone).date(), datetime.now(zone).date(), 0
    while day <= today:
        write_day(day)
        told(day)
        day, count = day + timedelta(days=1), count + 1
    return count


def write_day(day: date) -> None:
    """Replaces the sums of a day and takes back the notes about it that were there before. Raises OperationalError when
    somebody else holds the account for too long.
    """
    account = require_account_id()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, account])
        # Every note from here on is about rows that the statements below may not have seen.
        cursor.execute("DELETE FROM attribution_staleday WHERE account_id = %s AND day = %s", [account, day])
        rows = _rows(day)
        for model in WRITTEN:
            table = model._meta.db_table
            make_room(cursor, table, day)
            cursor.execute(REMOVE.format(table=table), [account, day])
            _copy(cursor, table, rows[model], account, day)
        if rows[VisitDay][1]:
            _foresee(cursor, account, day)


def _foresee(cursor: Any, account: int, day: date) -> None:
    """Notes the day on which journeys that ended on `day` will close without a conversion, if it is still to come."""
    closing = day + timedelta(days=read_settings().journey_days)
    if closing > datetime.now(UTC).date():
        cursor.execute(FORESEE, [account, closing, account, closing])


def _rests(day: date) -> bool:
    return bool(settings.REPORTS_REST and cache.get(f"day-{require_account_id()}-{day}"))


def _let_rest(day: date, seconds: float) -> None:
    if settings.REPORTS_REST and seconds > QUICK:
        cache.set(f"day-{require_account_id()}-{day}", True, timeout=seconds * settings.REPORTS_REST)


def _rows(day: date) -> dict[type[Model], tuple[Sequence[str], Iterable[Sequence[Any]]]]:
    """Columns and rows by model, without account and day."""
    start, end = instants(day, day)
    wanted = read_settings()
    facts = read_calls(start, end)
    traced = trace([one.pk for one in facts], wanted)
    with connection.cursor() as cursor:
        cursor.execute(VISITS.format(origin=ORIGIN), [require_account_id(), start, end])
        visits = [(Origins(*row[:-1]), row[-1]) for row in cursor.fetchall()]
    ids = origin_ids({*traced.origins, *(origin for origin, _ in visits)})
    place = [ids[origin] for origin in traced.origins]
    journeys = closed(facts, traced, wanted, start, end)
    credit = by_origin(facts, traced, touch_rules(wanted))
    return {
        CreditDay: (("rule", "origin_id", *Sum._fields), [(key, place[n], *sums) for key, n, sums in credit]),
        CallDay: (
            ("region", "phone_number_id", *Sum._fields),
            [(a, b, *sums) for a, b, sums in by_call(facts)],
        ),
        VisitDay: (("origin_id", "visits"), [(ids[origin], count) for origin, count in visits]),
        TransitionDay: (("order", "state", "target", "count", "value"), list(transitions(journeys))),
        PathDay: (
            ("path", "conversions", "value", "nulls"),
            [(path, *sums) for path, sums in path_sums(journeys).items()],
        ),
    }


def _copy(
    cursor: Any, table: str, rows: tuple[Sequence[str], Iterable[Sequence[Any]]], account: int, day: date
) -> None:
    columns = ", ".join(f'"{name}"' for name in ("account_id", "day", *rows[0]))
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows[1]:
            copy.write_row((account, day, *row))
