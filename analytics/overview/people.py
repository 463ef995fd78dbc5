"""Conversion rate of people, web and phone together."""

from django.db import connection

from analytics.overview.rates import Rate
from attribution.reports.period import Period, instants
from compliance.tenancy import require_account_id

# A person is a visitor, or the number of a caller whom no visit explains. Whoever sends a form and calls counts once.
PEOPLE = """
WITH called AS (
    SELECT v.visitor_id AS visitor, i.customer_phone_number AS caller, i.conversions
    FROM analytics_callindex i LEFT JOIN attribution_visit v ON v.id = i.visit_id
    WHERE i.account_id = %(account)s AND i.start_time >= %(start)s AND i.start_time < %(end)s
        AND i.direction = 'inbound' AND NOT (i.intent = 'spam' AND NOT i.intent_unsure)
),
visitors AS (
    SELECT visitor_id AS visitor FROM attribution_visit
    WHERE account_id = %(account)s AND started_at >= %(start)s AND started_at < %(end)s
    UNION SELECT visitor FROM called WHERE visitor IS NOT NULL
),
won AS (
    SELECT v.visitor_id AS visitor FROM attribution_touchpoint t JOIN attribution_visit v ON v.id = t.visit_id
    WHERE t.account_id = %(account)s AND t.kind = 'form' AND t.at >= %(start)s AND t.at < %(end)s
    UNION SELECT visitor FROM called WHERE visitor IS NOT NULL AND conversions > 0
)
SELECT
    (SELECT count(*) FROM won)
    + (SELECT count(DISTINCT caller) FROM called WHERE visitor IS NULL AND conversions > 0),
    (SELECT count(*) FROM visitors) + (SELECT count(DISTINCT caller) FROM called WHERE visitor IS NULL)
"""


def conversion_rate(period: Period) -> Rate:
    """Distinct people with a form sent or a converted call, of those who visited or called in the period."""
    start, end = instants(period)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"account": require_account_id(), "start": start, "end": end})
        converted, came = cursor.fetchone()
    return Rate(min(converted, came), came)
