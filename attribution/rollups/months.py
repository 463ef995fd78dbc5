"""Partitions of the daily sums, one per month, made when the first day of a month is written."""

from datetime import date, timedelta
from typing import Any

LOCK = 0x52544D
MISSING = "SELECT to_regclass(%s) IS NULL"
# What was written before its month had a partition lies in the default one and has to stay there.
TAKEN = "SELECT EXISTS (SELECT FROM {table}_other WHERE day >= %s AND day < %s)"
CREATE = "CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table} FOR VALUES FROM ('{first}') TO ('{after}')"


def make_room(cursor: Any, table: str, day: date) -> None:
    """Sees to it that the month of `day` has a partition of `table`; without one its rows go to the default partition."""
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    name = f"{table}_{first:%Y_%m}"
    if not _is_missing(cursor, name):
        return
    # Two accounts may begin a month at once: the second waits here and finds it made.
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not _is_missing(cursor, name):
        return
    cursor.execute(TAKEN.format(table=table), [first, after])
    if not cursor.fetchone()[0]:
        cursor.execute(CREATE.format(name=name, table=table, first=first, after=after))


def _is_missing(cursor: Any, name: str) -> bool:
    cursor.execute(MISSING, [name])
    return bool(cursor.fetchone()[0])
