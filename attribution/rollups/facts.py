"""The calls and journeys that one day's sums are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from attribution.credit.journeys import UNKNOWN, Floats, Ints, Journeys
from attribution.models import AttributionSettings
from compliance.tenancy import require_account_id

QUALIFIED = "qualified_call"

# A call belongs to a day by its start, its conversions by their own time.
CALLS = """
WITH won AS (
    SELECT n.call_id, count(*) AS conversions, sum(n.value)::float8 AS value,
        (sum(coalesce(n.probability, 1) * n.value) / nullif(sum(n.value), 0))::float8 AS sure
    FROM attribution_conversion n JOIN attribution_conversionrule r ON r.id = n.rule_id
    WHERE n.account_id = %(account)s AND n.active AND r.counts_in_roas
        AND n.occurred_at >= %(start)s AND n.occurred_at < %(end)s
    GROUP BY n.call_id
), told AS (
    SELECT c.id, true AS counted FROM calls_call c
    WHERE c.account_id = %(account)s AND c.direction = 'inbound'
        AND c.start_time >= %(start)s AND c.start_time < %(end)s
    UNION ALL
    SELECT c.id, false FROM won JOIN calls_call c ON c.id = won.call_id
    WHERE c.direction = 'inbound' AND NOT (c.start_time >= %(start)s AND c.start_time < %(end)s)
)
SELECT c.id, told.counted, coalesce(won.conversions, 0), coalesce(won.value, 0), coalesce(won.sure, 1),
    told.counted AND EXISTS (
        SELECT FROM attribution_conversion n JOIN attribution_conversionrule r ON r.id = n.rule_id
        WHERE n.call_id = c.id AND n.active AND r.key = %(qualified)s
    ),
    coalesce(nullif(concat_ws(', ', nullif(c.customer_state, ''), nullif(c.customer_country, '')), ''), ''),
    c.phone_number_id
FROM told JOIN calls_call c ON c.id = told.id LEFT JOIN won ON won.call_id = c.id ORDER BY c.id
"""
LANDING_PAGE = "left(regexp_replace(v.landing_page_url, '^[A-Za-z]+://|[?#].*$', '', 'g'), 500)"
# In the order of `Origins`.
ORIGIN = f"v.channel, v.utm_source, v.utm_campaign, v.ad_group, v.utm_term, v.ad, {LANDING_PAGE}, v.device"
STEPS = """
SELECT s.match_id, s.call_id, s.probability, v.id, extract(epoch FROM s.at - v.started_at)::float8, {origin}
FROM attribution_journeystep s JOIN attribution_visit v ON v.id = s.visit_id
WHERE s.call_id = ANY(%(calls)s) AND v.started_at > s.at - %(window)s
ORDER BY s.match_id, s.back DESC
"""
# How long before the call's start the person's first contact was (call or form), and the first qualified call; and how long
# the conversion before it, which can end the journey. Null: there was none.
MILESTONES = """
SELECT c.id,
    extract(epoch FROM c.start_time - least(
        (SELECT min(o.start_time) FROM calls_call o WHERE o.account_id = c.account_id AND o.direction = 'inbound'
            AND c.customer_phone_number <> '' AND o.customer_phone_number = c.customer_phone_number
            AND o.start_time <= c.start_time),
        (SELECT min(t.at) FROM attribution_journeystep s JOIN attribution_touchpoint t ON t.visit_id = s.visit_id
            WHERE s.call_id = c.id AND t.kind = 'form' AND t.at <= c.start_time),
        c.start_time
    ))::float8,
    extract(epoch FROM c.start_time - (
        SELECT min(n.occurred_at) FROM attribution_conversion n
        JOIN attribution_conversionrule r ON r.id = n.rule_id AND r.key = %(qualified)s
        JOIN calls_call o ON o.id = n.call_id
        WHERE n.active AND (o.id = c.id OR (o.account_id = c.account_id AND c.customer_phone_number <> ''
            AND o.customer_phone_number = c.customer_phone_number AND o.start_time <= c.start_time))
    ))::float8,
    extract(epoch FROM c.start_time - (
        SELECT max(n.occurred_at) FROM attribution_conversion n
        JOIN attribution_conversionrule r ON r.id = n.rule_id AND r.counts_in_roas
        JOIN calls_call o ON o.id = n.call_id
        WHERE n.active AND o.account_id = c.account_id AND c.customer_phone_number <> ''
            AND o.customer_phone_number = c.customer_phone_number AND o.start_time < c.start_time
            AND n.occurred_at < c.start_time
    ))::float8
FROM calls_call c WHERE c.id = ANY(%(calls)s)
"""


class Origins(NamedTuple):
    """What a touch is broken down by, in the order of the SQL and of the fields of `Origin`."""

    channel: str
    source: str
    campaign: str
    ad_group: str
    keyword: str
    ad: str
    landing_page: str
    device: str


class CallFact(NamedTuple):
    """One call of a day. `sure`: probability of its outcome, weighted by value; `counted`: it began that day."""

    pk: int
    counted: bool
    conversions: int
    value: float
    sure: float
    qualified: bool
    region: str
    phone_number_id: int | None


@dataclass(frozen=True, eq=False)
class Traced:
    """The candidates of some calls with their journeys: per candidate its call's id and its match probability; per touch
    its visit and its place in `origins`.
    """

    call: Ints
    probability: Floats
    journeys: Journeys
    visit: Ints
    origin: Ints
    origins: list[Origins]


def read_settings() -> AttributionSettings:
    """Those of the account in scope, or the defaults."""
    return AttributionSettings.objects.first() or AttributionSettings(account_id=require_account_id())


def read_calls(start: datetime, end: datetime) -> list[CallFact]:
    """Inbound calls that began between the instants, and those that converted between them."""
    rows = _rows(CALLS, account=require_account_id(), start=start, end=end, qualified=QUALIFIED)
    return [CallFact(*row) for row in rows]


def trace(calls: Sequence[int], settings: AttributionSettings) -> Traced:
    """The journeys of the candidates of the calls with these ids."""
    window = timedelta(days=settings.journey_days)
    steps = _rows(STEPS.format(origin=ORIGIN), calls=list(calls), window=window)
    milestones = {row[0]: row[1:] for row in _rows(MILESTONES, calls=list(calls), qualified=QUALIFIED)}
    if settings.reset_after_conversion:
        steps = [row for row in steps if _is_since(row[4], milestones[row[1]][2])]
    return _traced(steps, milestones)


def _is_since(age: float, conversion: float | None) -> bool:
    return conversion is None or age < conversion


def _traced(steps: Sequence[Any], milestones: dict[int, Any]) -> Traced:
    origins: dict[tuple[str, ...], int] = {}
    codes = np.array([origins.setdefault(row[5:], len(origins)) for row in steps], np.int64)
    channels: dict[str, int] = {}
    channel_of = np.array([channels.setdefault(origin[0], len(channels)) for origin in origins], np.int64)
    match = np.array([row[0] for row in steps], np.int64)
    _, first, lengths = np.unique(match, return_index=True, return_counts=True)
    starts = np.append(first, len(steps)).astype(np.int64)
    age = np.array([row[4] for row in steps], np.float64)
    call = np.array([steps[n][1] for n in first], np.int64)
    count = len(lengths)
    ahead = [milestones[pk] for pk in call.tolist()]
    journeys = Journeys(
        starts=starts,
        channel=channel_of[codes] if len(codes) else codes,
        names=tuple(channels),
        conversions=np.ones(count),
        value=np.zeros(count),
        nulls=np.zeros(count),
        age=age,
        lead=_places(age, starts, (one[0] for one in ahead), count),
        qualified=_places(age, starts, (one[1] for one in ahead), count),
    )
    probability = np.array([steps[n][2] for n in first], np.float64)
    visit = np.array([row[3] for row in steps], np.int64)
    return Traced(call, probability, journeys, visit, codes, [Origins(*one) for one in origins])


def _places(age: Floats, starts: Ints, at: Iterable[float | None], count: int) -> Ints:
    """Place of the newest touch that is at least as old as the milestone; the oldest touch where all are younger."""
    when = np.array([np.nan if one is None else one for one in at], np.float64)
    owner = np.repeat(np.arange(count), np.diff(starts))
    before = np.bincount(owner, age >= when[owner], count).astype(np.int64) if count else owner
    return np.where(np.isnan(when), UNKNOWN, np.maximum(before - 1, 0)).astype(np.int64)


def _rows(statement: str, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
