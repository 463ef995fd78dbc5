"""Who came for a number of a pool, hour by hour, as leases and shortages tell it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from compliance.tenancy import require_account_id

# Both tables are grouped before they are joined. Leases are found by their pool: their beginning has no index, but those
# of one pool are read in one pass.
HOURS = """
SELECT pool_id, hour, sum(leases)::int, sum(shortages)::int, sum(held)::float / 3600
FROM (
    SELECT pool_id, date_trunc('hour', lower(period)) AS hour, count(*) AS leases, 0 AS shortages,
        sum(extract(epoch FROM upper(period)) - extract(epoch FROM lower(period))) AS held
    FROM attribution_lease
    WHERE account_id = %(account)s AND pool_id = ANY(%(pools)s)
        AND lower(period) >= %(start)s AND lower(period) < %(end)s
    GROUP BY 1, 2
    UNION ALL
    SELECT pool_id, date_trunc('hour', at), 0, count(*), 0
    FROM attribution_shortage
    WHERE account_id = %(account)s AND pool_id = ANY(%(pools)s) AND at >= %(start)s AND at < %(end)s
    GROUP BY 1, 2
) told
GROUP BY 1, 2 ORDER BY 2
"""


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a pool with any visitor: leases that began, visitors without one, and hours those leases held."""

    start: datetime
    leases: int
    shortages: int
    held: float

    @property
    def visits(self) -> int:
        """All who came."""
        return self.leases + self.shortages


def read_hours(pools: Collection[int], start: datetime, end: datetime) -> dict[int, Sequence[Hour]]:
    """The hours of each pool of the account in scope from `start` to before `end`, oldest first; one query."""
    values: dict[str, Any] = {
        "account": require_account_id(),
        "pools": list(pools),
        "start": start,
        "end": end,
    }
    found: dict[int, list[Hour]] = {pool: [] for pool in pools}
    with connection.cursor() as cursor:
        cursor.execute(HOURS, values)
        for pool, *facts in cursor.fetchall():
            found[pool].append(Hour(*facts))
    return dict(found)
