"""The one statement behind the report on wasted spend.

A call costs its share of what its campaign cost: with S the spend of a campaign (source and campaign together) in the
period and M the sum of the match probabilities of the calls it has the last touch of, each of those calls costs
p S / M. So the costs of the calls of a campaign add up to its spend; a campaign without calls has spend that is on no
call. The part of a call that no candidate visit explains costs nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

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
    "campaign": "''",
    "hour": "hour::text",
    "weekday": "weekday::text",
    "agent": "coalesce(agent_id::text, '')",
    "queue": "coalesce(destination_id::text, '')",
}
# The flags of a call are bits in the order of REASONS. Calls are summed in small cells of one key, hour and set of flags:
# those with a source and campaign have the probabilities of the visits there, those without count the calls.
STATEMENT = """
WITH told AS MATERIALIZED (
    SELECT i.call_id, i.agent_id, n.destination_id,
        extract(hour FROM i.start_time AT TIME ZONE %(zone)s)::int AS hour,
        extract(isodow FROM i.start_time AT TIME ZONE %(zone)s)::int AS weekday,
        (i.answered IS FALSE OR i.voicemail IS TRUE)::int
        + 2 * CASE WHEN i.voicemail IS TRUE THEN 0
            WHEN i.answered IS TRUE THEN coalesce(c.answered_at > c.start_time + %(wait)s, false)::int
            WHEN i.answered IS FALSE THEN coalesce(i.duration > %(seconds)s, false)::int
            ELSE 0 END
        + 4 * i.critical_failed::int
        + 8 * (i.intent = ANY(%(not_ours)s) AND NOT i.intent_unsure)::int AS flags
    FROM analytics_callindex i JOIN calls_call c ON c.id = i.call_id
    LEFT JOIN calls_phonenumber n ON n.id = i.phone_number_id
    WHERE i.account_id = %(account)s AND i.direction = 'inbound'
        AND i.start_time >= %(start)s AND i.start_time < %(end)s
)
SELECT v.utm_source, v.utm_campaign, v.channel, {key}, hour, flags, sum(s.probability)::float8
FROM attribution_journeystep s JOIN attribution_visit v ON v.id = s.visit_id JOIN told USING (call_id)
WHERE s.account_id = %(account)s AND s.at >= %(start)s AND s.at < %(end)s
    AND s.back = 1 AND v.started_at > s.at - %(window)s {since}
GROUP BY 1, 2, 3, 4, 5, 6
UNION ALL
SELECT NULL, NULL, NULL, {key}, hour, flags, count(*) FROM told GROUP BY 4, 5, 6
"""
# Where conversions end journeys, what is older than the caller's conversion before this call counts no more.
SINCE = """
AND NOT EXISTS (
    SELECT FROM calls_call c JOIN calls_call o ON o.account_id = c.account_id
        AND o.customer_phone_number = c.customer_phone_number AND o.start_time < c.start_time
    JOIN attribution_conversion n ON n.call_id = o.id
    JOIN attribution_conversionrule r ON r.id = n.rule_id AND r.counts_in_roas
    WHERE c.id = s.call_id AND c.customer_phone_number <> '' AND n.active
        AND n.occurred_at < c.start_time AND n.occurred_at >= v.started_at
)
"""
LEAST = 1e-9
K = TypeVar("K")


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


class Cell(NamedTuple):
    """Calls of one campaign (None: all calls, whoever gets the credit), key, hour and set of flags."""

    source: str | None
    campaign: str
    channel: str
    key: str
    hour: int
    flags: int
    calls: float

    @property
    def name(self) -> str:
        """What the report calls the campaign."""
        return self.campaign or f"({self.channel.lower()})"


def read_sums(question: Question, wait_seconds: int) -> Found:
    """The sums of the account in scope: three small queries and the statement. Raises KeyError for an unknown dimension."""
    account = Account.objects.get(pk=require_account_id())
    settings = AttributionSettings.objects.first() or AttributionSettings(account_id=account.pk)
    start, end = instants(question.start, question.end, account.time_zone)
    values: dict[str, Any] = {
        "account": account.pk,
        "zone": account.time_zone,
        "start": start,
        "end": end,
        "wait": timedelta(seconds=wait_seconds),
        "seconds": wait_seconds,
        "window": timedelta(days=settings.journey_days),
        "not_ours": list(NOT_OURS),
    }
    with connection.cursor() as cursor:
        since = SINCE if settings.reset_after_conversion else ""
        cursor.execute(STATEMENT.format(key=KEYS[question.by], since=since), values)
        cells = [Cell(*row) for row in cursor.fetchall()]
    spends = spent_by(("source", "campaign"), question.start, question.end)
    return _found(cells, spends, by_campaign=question.by == "campaign")


def _found(cells: Sequence[Cell], spends: Mapping[tuple[str, str], float], *, by_campaign: bool) -> Found:
    credited = [cell for cell in cells if cell.source is not None]
    mass: defaultdict[tuple[str | None, str], float] = defaultdict(float)
    explained: defaultdict[tuple[str, int, int], float] = defaultdict(float)
    for cell in credited:
        mass[cell.source, cell.campaign] += cell.calls
        explained[cell[3:6]] += cell.calls
    tally = _Tally()
    for cell in credited:
        place = cell.source or "", cell.campaign
        cost = cell.calls * spends.get(place, 0.0) / mass[place] if mass[place] else 0.0
        tally.add(cell.name if by_campaign else cell.key, cell, cell.calls, cost)
    for cell in cells:
        if cell.source is None:
            left = cell.calls - explained[cell[3:6]]
            tally.add(UNATTRIBUTED if by_campaign else cell.key, cell, left if left > LEAST else 0.0, 0.0)
    return Found(tally.of(tally.lines), tally.of(tally.hours), tally.sums(tally.whole), sum(spends.values()))


class _Tally:
    """Adds calls and cost up, by line and by hour, for each set of flags."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[int, list[float]]] = {}
        self.hours: dict[int, dict[int, list[float]]] = {}
        self.whole: dict[int, list[float]] = {}

    def add(self, key: str, cell: Cell, calls: float, cost: float) -> None:
        """One part of a cell."""
        for group in (self.lines.setdefault(key, {}), self.hours.setdefault(cell.hour, {}), self.whole):
            amount = group.setdefault(cell.flags, [0.0, 0.0])
            amount[0] += calls
            amount[1] += cost

    def of(self, groups: Mapping[K, Mapping[int, list[float]]]) -> dict[K, Sums]:
        """The sums of every group."""
        return {key: self.sums(group) for key, group in groups.items()}

    def sums(self, group: Mapping[int, list[float]]) -> Sums:
        """A call is counted under its lowest bit, and has all of them."""
        bits = [1 << n for n in range(len(REASONS))]
        return Sums(
            _total(group.values()),
            tuple(_total(one for flags, one in group.items() if flags & -flags == bit) for bit in bits),
            tuple(_total(one for flags, one in group.items() if flags & bit) for bit in bits),
        )


def _total(amounts: Iterable[Sequence[float]]) -> Amount:
    found = list(amounts)
    return Amount(sum(one[0] for one in found), sum(one[1] for one in found))
