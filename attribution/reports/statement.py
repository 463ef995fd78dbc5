"""Credit in one statement: which share of which call every dimension value gets under a credit rule.

A call belongs to a period by its start, its conversions by their own time. Each candidate visit of a call (match
probability p) stands for a journey of visits, kept as `JourneyStep` rows.
"""

from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import OF_VISIT
from attribution.reports.period import instants
from attribution.reports.report import Question
from compliance.registry import member
from compliance.tenancy import require_account_id

MOST_TOUCHES = 60
LEAST = 1e-9

WON = """
won AS (
    SELECT n.call_id, count(*) AS conversions, sum(n.value)::float8 AS value,
        (min(n.occurred_at) AT TIME ZONE %(zone)s)::date AS day
    FROM attribution_conversion n JOIN attribution_conversionrule r ON r.id = n.rule_id
    WHERE n.account_id = %(account)s AND n.active AND r.counts_in_roas
        AND n.occurred_at >= %(start)s AND n.occurred_at < %(end)s
    GROUP BY n.call_id
)"""
TOLD = """
told AS (
    SELECT c.id, c.start_time AS at, 1 AS counted, coalesce(won.conversions, 0) AS conversions,
        coalesce(won.value, 0) AS value
    FROM calls_call c LEFT JOIN won ON won.call_id = c.id
    WHERE c.account_id = %(account)s AND c.direction = 'inbound'
        AND c.start_time >= %(start)s AND c.start_time < %(end)s
    UNION ALL
    SELECT c.id, c.start_time, 0, won.conversions, won.value
    FROM won JOIN calls_call c ON c.id = won.call_id
    WHERE c.direction = 'inbound' AND NOT (c.start_time >= %(start)s AND c.start_time < %(end)s)
)"""
# `weight` is summed per candidate before anything is squared: two visits of one campaign are one share.
SHARE = """
share AS (
    SELECT v.call_id, v.match_id, v.probability, {key} AS key, (v.at >= %(start)s AND v.at < %(end)s)::int AS counted,
        sum((%(weights)s::float8[])[v.touches * (v.touches - 1) / 2 + v.back]) AS weight
    FROM (
        SELECT * FROM attribution_journeystep
        WHERE account_id = %(account)s AND at >= %(start)s AND at < %(end)s
        UNION ALL
        SELECT * FROM attribution_journeystep WHERE call_id = ANY(ARRAY(
            SELECT won.call_id FROM won JOIN calls_call c ON c.id = won.call_id
            WHERE NOT (c.start_time >= %(start)s AND c.start_time < %(end)s)
        ))
    ) v
    WHERE {within} IS NULL OR {within} = %(within)s
    GROUP BY v.call_id, v.match_id, v.probability, 4, 5
)"""
CREDIT = """
SELECT key, sum(probability * weight * counted), sum(probability * weight * coalesce(conversions, 0)),
    sum(probability * weight * coalesce(value, 0)), sum(probability * (weight * coalesce(value, 0)) ^ 2),
    max(weight * coalesce(value, 0)), sum(probability * (weight * coalesce(conversions, 0)) ^ 2), won.day
FROM share LEFT JOIN won ON won.call_id = share.call_id WHERE weight > 0 GROUP BY key, won.day
"""
ALL_TOLD = """
SELECT coalesce(sum(counted), 0)::float8, coalesce(sum(conversions), 0)::float8, coalesce(sum(value), 0),
    coalesce(sum(value ^ 2), 0), coalesce(max(value), 0), coalesce(sum(conversions ^ 2), 0)::float8 FROM told
"""
BEHIND = """
SELECT told.id FROM told LEFT JOIN share ON share.call_id = told.id {of_key}
WHERE CASE WHEN %(converted)s THEN told.conversions > 0 ELSE told.counted = 1 END
GROUP BY told.id HAVING {having} ORDER BY told.id
"""
VISITS = """
SELECT {key} AS key, count(*) FROM attribution_visit v
WHERE v.account_id = %(account)s AND v.started_at >= %(start)s AND v.started_at < %(end)s
    AND ({within} IS NULL OR {within} = %(within)s)
GROUP BY 1
"""


class Credited(NamedTuple):
    """The share of one dimension value. Variances: sum of p * (w * x)^2, those of a Poisson stream of calls thinned by the
    match probability; `largest`: the most value one call gives. `day`: of the conversions, None for calls without any.
    """

    key: str
    calls: float
    conversions: float
    value: float
    variance: float
    largest: float
    conversions_variance: float
    day: date | None = None


class Asked:
    """One question with its statements, which share the period's instants and the rule's weights."""

    def __init__(self, question: Question) -> None:
        """Raises KeyError for an unknown dimension and UnknownMember for an unknown rule."""
        start, end = instants(question)
        self._key = OF_VISIT[question.by]
        self._within = OF_VISIT[question.within[0]] if question.within else "NULL::text"
        self._values: dict[str, Any] = {
            "account": require_account_id(),
            "start": start,
            "end": end,
            "zone": str(start.tzinfo),
            "within": question.within[1] if question.within else None,
            "weights": _weights(question.rule),
        }

    def credited(self) -> list[Credited]:
        """What each dimension value gets, by day of the conversions; all but `largest` add up over days."""
        return [Credited(*row) for row in self._rows(f"WITH {WON}, {self._share()} {CREDIT}")]

    def told(self) -> Credited:
        """The same figures of all calls, whoever gets the credit."""
        return Credited("", *self._rows(f"WITH {WON}, {TOLD} {ALL_TOLD}")[0])

    def visited(self) -> list[tuple[str, int]]:
        """Visits that began in the period, per dimension value."""
        return self._rows(VISITS.format(key=self._key, within=self._within))

    def behind(self, key: str | None, *, unattributed: bool, converted: bool) -> list[int]:
        """Ids of the calls that give the line `key` its figures; `unattributed`: that leave a part to nobody; None: all."""
        if unattributed:
            of_key, having = "", f"coalesce(sum(share.probability * share.weight), 0) < {1 - LEAST}"
        elif key is not None:
            of_key, having = "AND share.key = %(key)s", f"sum(share.probability * share.weight) > {LEAST}"
        else:
            of_key, having = "", "true" if self._values["within"] is None else "count(share.key) > 0"
        statement = f"WITH {WON}, {TOLD}, {self._share()} {BEHIND.format(of_key=of_key, having=having)}"
        return [row[0] for row in self._rows(statement, key=key, converted=converted)]

    def _share(self) -> str:
        return SHARE.format(key=self._key, within=self._within)

    def _rows(self, statement: str, **more: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._values, **more})
            return list(cursor.fetchall())


def _weights(key: str) -> list[float]:
    """Weights of journeys of 1, 2, 3 … visits one after another, the newest visit first. Raises UnknownMember."""
    rule = member("CREDIT_RULES", CreditRule, key)()
    return [
        weight
        for touches in range(1, MOST_TOUCHES + 1)
        for weight in reversed([float(one) for one in rule.weights(touches)])
    ]
