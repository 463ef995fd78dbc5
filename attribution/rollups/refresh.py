"""Keeps the daily sums in step with the rows they sum up.

Triggers note the days whose facts changed (`StaleDay`). A day is written anew as a whole, in one transaction, from the rows
of that day alone; so it costs the same however long the history is, and doing it twice changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection, transaction
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

PATIENCE = "5s"
LOCK_FAMILY = 0x5244  # advisory locks: (family, account)
AT_ONCE = 7
WRITTEN: tuple[type[Model], ...] = (CreditDay, CallDay, VisitDay, TransitionDay, PathDay)
VISITS = """
SELECT {origin}, count(*)
FROM attribution_visit v
WHERE v.account_id = %s AND v.kind = 'web' AND v.started_at >= %s AND v.started_at < %s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
REMOVE = "DELETE FROM {table} WHERE account_id = %s AND day = %s"


def refresh(start: date, end: date, most: int = AT_ONCE) -> int:
    """Writes up to `most` stale days of the account in scope anew, from `start` to `end`, newest first; how many.

    Waits for somebody else who is at it, and gives up after PATIENCE. One cheap query when nothing is stale.
    """
    stale = StaleDay.objects.filter(day__gte=start, day__lte=end).order_by("-day")
    days = list(stale.values_list("day", flat=True).distinct()[:most])
    try:
        for day in days:
            write_day(day)
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
            while count := refresh(date.min, today):
                done += count
    return done


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


def _rows(day: date) -> dict[type[Model], tuple[Sequence[str], Iterable[Sequence[Any]]]]:
    """Columns and rows by model, without account and day."""
    start, end = instants(day, day)
    settings = read_settings()
    facts = read_calls(start, end)
    traced = trace([one.pk for one in facts], settings)
    with connection.cursor() as cursor:
        cursor.execute(VISITS.format(origin=ORIGIN), [require_account_id(), start, end])
        visits = [(Origins(*row[:-1]), row[-1]) for row in cursor.fetchall()]
    ids = origin_ids({*traced.origins, *(origin for origin, _ in visits)})
    place = [ids[origin] for origin in traced.origins]
    journeys = closed(facts, traced, settings, start, end)
    credit = by_origin(facts, traced, touch_rules(settings))
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
