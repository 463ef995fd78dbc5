"""Partitions of the daily sums, one per month, made when the first day of a month is written."""

from datetime import date, timedelta
from typing import Any

MISSING = "SELECT to_regclass(%s) IS NULL"
# What was written before its month had a partition lies in the default one and has to stay there.
TAKEN = "SELECT EXISTS (SELECT FROM {table}_other WHERE day >= %s AND day < %s)"
CREATE = "CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table} FOR VALUES FROM ('{first}') TO ('{after}')"


def make_room(cursor: Any, table: str, day: date) -> None:
    """Sees to it that the month of `day` has a partition of `table`; without one its rows go to the default partition."""
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    name = f"{table}_{first:%Y_%m}"
    cursor.execute(MISSING, [name])
    if not cursor.fetchone()[0]:
        return
    cursor.execute(TAKEN.format(table=table), [first, after])
    if not cursor.fetchone()[0]:
        cursor.execute(CREATE.format(name=name, table=table, first=first, after=after))
