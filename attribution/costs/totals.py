"""What was spent, in the account's currency: every day at the rate of that day, the latest on or before it.

Nothing is stored converted, so a rate that is corrected changes every report at once. Sums are exact decimals in the
database and are rounded once, to a float at the end. Spend in a currency without any rate yet cannot be added to
anything and is left out; `unconverted` tells of it.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from attribution.models import AdSpend
from compliance.tenancy import require_account_id

NAMES = ("source", "medium", "campaign", "ad_group", "keyword", "ad")
SPENT = """
WITH rates AS (
    SELECT currency, day, lead(day) OVER (PARTITION BY currency ORDER BY day) AS until, rate
    FROM attribution_exchangerate WHERE account_id = %(account)s
)
SELECT {keys}, {sums}
FROM attribution_adspend s
JOIN compliance_account a ON a.id = s.account_id
LEFT JOIN rates r ON s.currency <> a.currency AND r.currency = s.currency
    AND r.day <= s.date AND (r.until IS NULL OR s.date < r.until)
WHERE s.account_id = %(account)s AND s.date >= %(start)s AND s.date <= %(end)s AND {convertible}
GROUP BY {keys}
"""
CONVERTIBLE = "(s.currency = a.currency OR r.rate IS NOT NULL)"
COST = "sum(s.cost_micros * coalesce(r.rate, 1))"
MICROS = Decimal(10**6)


def spent(start: date, end: date, names: tuple[str, ...] = NAMES) -> Iterator[tuple[AdSpend, float]]:
    """Each combination of the columns `names` (an unsaved `AdSpend`) with its cost in the account's currency."""
    for *values, micros in _rows(names, start, end):
        yield AdSpend(**dict(zip(names, values, strict=True))), float(micros / MICROS)


def spent_by(names: tuple[str, ...], start: date, end: date) -> dict[tuple[Any, ...], float]:
    """Cost in the account's currency by columns of `AdSpend`."""
    return {tuple(values): float(micros / MICROS) for *values, micros in _rows(names, start, end)}


def unconverted(start: date, end: date) -> dict[str, int]:
    """Currency -> rows of spend that no report counts, for no rate is known on or before their days."""
    found = _rows(("currency",), start, end, "count(*)", f"NOT {CONVERTIBLE}")
    return {row[0]: row[1] for row in found}


def _rows(
    names: tuple[str, ...], start: date, end: date, sums: str = COST, convertible: str = CONVERTIBLE
) -> list[Any]:
    keys = ", ".join(f"s.{name}" for name in names)
    statement = SPENT.format(keys=keys, sums=sums, convertible=convertible)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"account": require_account_id(), "start": start, "end": end})
        return list(cursor.fetchall())
