"""The one statement behind the report on wasted spend.

A call costs its share of what its campaign cost: with S the spend of a campaign (source and campaign together) in the
period and M the sum of the match probabilities of the calls it has the last touch of, each of those calls costs
p S / M. So the costs of the calls of a campaign add up to its spend; a campaign without calls has spend that is on no
call. The part of a call that no candidate visit explains costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection

from analytics.waste.reasons import NOT_OURS, REASONS
from attribution.costs.totals import spent_by
from attribution.models import AttributionSettings
from attribution.reports.dimensions import UNATTRIBUTED
from attribution.reports.report import Question
from compliance.days import instants
from compliance.models import Account
from compliance.tenancy import require_account_id

KEYS = {
    "campaign": "name",
    "hour": "hour",
    "weekday": "weekday::text",
    "agent": "coalesce(agent_id::text, '')",
    "queue": "coalesce(destination_id::text, '')",
}
STATEMENT = """
WITH told AS MATERIALIZED (
    SELECT i.call_id, i.agent_id, n.destination_id,
        extract(hour FROM i.start_time AT TIME ZONE %(zone)s)::int AS hour,
        extract(isodow FROM i.start_time AT TIME ZONE %(zone)s)::int AS weekday,
        i.answered IS FALSE OR i.voicemail IS TRUE AS unreached,
        CASE WHEN i.voicemail IS TRUE THEN false
            WHEN i.answered IS TRUE THEN coalesce(c.answered_at > c.start_time + %(wait)s, false)
            WHEN i.answered IS FALSE THEN coalesce(i.duration > extract(epoch FROM %(wait)s::interval), false)
            ELSE false END AS waited,
        i.critical_failed AS mishandled,
        i.intent = ANY(%(not_ours)s) AND NOT i.intent_unsure AS spam
    FROM analytics_callindex i JOIN calls_call c ON c.id = i.call_id
    LEFT JOIN calls_phonenumber n ON n.id = i.phone_number_id
    WHERE i.account_id = %(account)s AND i.direction = 'inbound'
        AND i.start_time >= %(start)s AND i.start_time < %(end)s
), given AS MATERIALIZED (
    SELECT s.call_id, v.utm_source AS source, v.utm_campaign AS campaign,
        CASE WHEN v.utm_campaign <> '' THEN v.utm_campaign ELSE '(' || lower(v.channel) || ')' END AS name,
        sum(s.probability) AS mass
    FROM attribution_journeystep s JOIN attribution_visit v ON v.id = s.visit_id
    WHERE s.account_id = %(account)s AND s.at >= %(start)s AND s.at < %(end)s
        AND s.back = 1 AND v.started_at > s.at - %(window)s
    GROUP BY 1, 2, 3, 4
), prices AS (
    SELECT source, campaign, p.cost / sum(g.mass) AS price
    FROM given g JOIN told USING (call_id)
    JOIN unnest(%(sources)s::text[], %(campaigns)s::text[], %(costs)s::float8[]) AS p (source, campaign, cost)
        USING (source, campaign)
    GROUP BY source, campaign, p.cost HAVING sum(g.mass) > 0
), parts AS (
    SELECT told.*, g.name, g.mass, g.mass * coalesce(p.price, 0) AS cost
    FROM told JOIN given g USING (call_id) LEFT JOIN prices p USING (source, campaign)
    UNION ALL
    SELECT told.*, %(unattributed)s, greatest(0, 1 - coalesce(g.mass, 0)), 0
    FROM told LEFT JOIN (SELECT call_id, sum(mass) AS mass FROM given GROUP BY 1) g USING (call_id)
)
SELECT {key}, hour, {sums} FROM parts GROUP BY GROUPING SETS ({sets}())
"""


class Amount(NamedTuple):
    """Calls (a sum of probabilities where a line has a part of a call) and what they cost."""

    calls: float
    cost: float


@dataclass(frozen=True, slots=True)
class Sums:
    """All calls of a line; those counted under each reason; and all that the reason applies to."""

    calls: Amount
    counted: tuple[Amount, ...]
    having: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The sums by key and by hour of the day, the whole, and all spend of the period."""

    lines: dict[str, Sums]
    hours: dict[int, Sums]
    whole: Sums
    spend: float


def read_sums(question: Question, wait_seconds: int) -> Found:
    """The sums of the account in scope: three small queries and the statement. Raises KeyError for an unknown dimension."""
    account = Account.objects.get(pk=require_account_id())
    settings = AttributionSettings.objects.first() or AttributionSettings(account_id=account.pk)
    start, end = instants(question.start, question.end, account.time_zone)
    spends = spent_by(("source", "campaign"), question.start, question.end)
    key = KEYS[question.by]
    values: dict[str, Any] = {
        "account": account.pk,
        "zone": account.time_zone,
        "start": start,
        "end": end,
        "wait": timedelta(seconds=wait_seconds),
        "window": timedelta(days=settings.journey_days),
        "not_ours": list(NOT_OURS),
        "unattributed": UNATTRIBUTED,
        "sources": [source for source, _ in spends],
        "campaigns": [campaign for _, campaign in spends],
        "costs": list(spends.values()),
    }
    # One pass gives the lines, the hours and the whole. Hours asked for are both lines and hours.
    sets = "(1), " if question.by == "hour" else "(1), (2), "
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(key=key, sums=", ".join(_columns()), sets=sets), values)
        rows = cursor.fetchall()
    return _found(rows, sum(spends.values()))


def _found(rows: Sequence[Any], spend: float) -> Found:
    """A row has a key, an hour, neither, or (asked for hours) both the same."""
    lines: dict[str, Sums] = {}
    hours: dict[int, Sums] = {}
    whole = None
    for key, hour, *amounts in rows:
        if key is not None:
            lines[str(key)] = _sums(amounts)
        if hour is not None:
            hours[hour] = _sums(amounts)
        if key is None and hour is None:
            whole = _sums(amounts)
    if whole is None:
        raise LookupError("the database gave no total")
    return Found(lines, hours, whole, spend)


def _columns() -> list[str]:
    found = ["coalesce(sum(mass), 0)::float8", "coalesce(sum(cost), 0)::float8"]
    before: list[str] = []
    for reason in REASONS:
        counted = " AND ".join([reason, *(f"NOT {one}" for one in before)])
        for those in (counted, reason):
            found += [f"coalesce(sum({what}) FILTER (WHERE {those}), 0)::float8" for what in ("mass", "cost")]
        before.append(reason)
    return found


def _sums(row: Sequence[Any]) -> Sums:
    amounts = [Amount(*row[n : n + 2]) for n in range(0, len(row), 2)]
    return Sums(amounts[0], tuple(amounts[1::2]), tuple(amounts[2::2]))
