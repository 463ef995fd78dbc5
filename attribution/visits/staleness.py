"""Days whose sums must be written anew because something changed that their rows do not show."""

from collections.abc import Collection

from django.db import connection

from compliance.tenancy import require_account_id

# Beside a visit's own day the one on which a journey closes that ends with it unwon.
_OF_VISITORS = """
INSERT INTO attribution_staleday (account_id, day)
SELECT DISTINCT zone.id, day FROM attribution_visit seen JOIN compliance_account zone ON zone.id = seen.account_id
LEFT JOIN attribution_attributionsettings own ON own.account_id = zone.id
CROSS JOIN LATERAL (VALUES
    ((seen.started_at AT TIME ZONE zone.time_zone)::date),
    ((seen.started_at AT TIME ZONE zone.time_zone)::date + coalesce(own.journey_days, 30))
) touched (day)
WHERE seen.account_id = %(account)s AND seen.visitor_id = ANY(%(visitors)s) AND day <= current_date + 1
"""
# `most` days after a visit: both the former and the new length of a journey lie within.
_ALL = """
INSERT INTO attribution_staleday (account_id, day)
SELECT DISTINCT zone.id, (facts.at AT TIME ZONE zone.time_zone)::date + later.days
FROM (
    SELECT started_at AS at, true AS closes FROM attribution_visit WHERE account_id = %(account)s
    UNION ALL SELECT start_time, false FROM calls_call WHERE account_id = %(account)s
    UNION ALL SELECT occurred_at, false FROM attribution_conversion WHERE account_id = %(account)s
) facts JOIN compliance_account zone ON zone.id = %(account)s
JOIN (SELECT DISTINCT days FROM unnest(%(lengths)s::int[]) days) later ON later.days = 0 OR facts.closes
WHERE facts.at + later.days * interval '1 day' <= now() + interval '1 day'
"""


def mark_visitors(visitors: Collection[int]) -> None:
    """The days of the visitors' visits, and those on which their unwon journeys close."""
    if visitors:
        _execute(_OF_VISITORS, {"visitors": list(visitors)})


def mark_every_day(*journey_days: int) -> None:
    """Every day with visits, calls or conversions of the account in scope, and where journeys of these lengths close."""
    _execute(_ALL, {"lengths": [0, *journey_days]})


def _execute(sql: str, values: dict[str, list[int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"account": require_account_id(), **values})
