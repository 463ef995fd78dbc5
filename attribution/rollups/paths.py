"""The journeys that closed on a day: with a conversion, or because nothing came of them within the window."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from attribution.credit.chain import CONVERSION, FIRST, NULL, START, Moves, moves
from attribution.credit.journeys import UNKNOWN, Floats, Ints, Journeys
from attribution.models import AttributionSettings
from attribution.rollups.facts import CallFact, Traced
from compliance.tenancy import require_account_id

ORDERS = (1, 2, 3, 4)
SEPARATOR = " > "
ENDS = {START: "(start)", CONVERSION: "(conversion)", NULL: "(null)"}
# People whose last touch was on the day one window earlier, and who never converted around it. A person is what the
# strong links say, else the browser.
NULLS = """
WITH last AS (
    SELECT DISTINCT coalesce(i.person_id, -v.visitor_id) AS person
    FROM attribution_visit v LEFT JOIN attribution_identifier i ON i.visitor_id = v.visitor_id
    WHERE v.account_id = %(account)s AND v.started_at >= %(start)s AND v.started_at < %(end)s
), browser AS (
    SELECT last.person, -last.person AS visitor_id FROM last WHERE last.person < 0
    UNION ALL
    SELECT last.person, i.visitor_id FROM last JOIN attribution_identifier i ON i.person_id = last.person
    WHERE last.person > 0 AND i.visitor_id IS NOT NULL
), gone AS (
    SELECT b.person FROM browser b JOIN attribution_visit v ON v.visitor_id = b.visitor_id
    WHERE v.started_at > %(start)s - %(window)s AND v.started_at < %(end)s + %(window)s
    GROUP BY b.person HAVING max(v.started_at) < %(end)s
), lost AS (
    SELECT gone.person FROM gone WHERE NOT EXISTS (
        SELECT FROM browser b JOIN attribution_visit v ON v.visitor_id = b.visitor_id
        JOIN attribution_match m ON m.visit_id = v.id
        JOIN attribution_conversion n ON n.call_id = m.call_id AND n.active
        JOIN attribution_conversionrule r ON r.id = n.rule_id AND r.counts_in_roas
        WHERE b.person = gone.person AND n.occurred_at > %(start)s - %(window)s
            AND n.occurred_at < %(end)s + %(window)s
    )
)
SELECT lost.person, v.channel FROM lost JOIN browser b ON b.person = lost.person
JOIN attribution_visit v ON v.visitor_id = b.visitor_id
WHERE v.started_at > %(start)s - %(window)s AND v.started_at < %(end)s
ORDER BY lost.person, v.started_at, v.id
"""


class Transition(NamedTuple):
    """One row of `TransitionDay`."""

    order: int
    state: str
    target: str
    times: float
    value: float


def closed(
    facts: Sequence[CallFact],
    traced: Traced,
    settings: AttributionSettings,
    start: datetime,
    end: datetime,
) -> Journeys:
    """The journeys that closed between the instants: one per candidate of a converting call, weighted by its probability,
    and one for each person of whom nothing came.
    """
    won = _won(facts, traced)
    window = timedelta(days=settings.journey_days)
    lost = _lost(start - window, end - window, window)
    return _joined(won, lost)


def transitions(journeys: Journeys) -> Iterator[Transition]:
    """How often the chain moves between states, at every order."""
    for order in ORDERS:
        if not journeys.count:
            return
        found = moves(journeys, order)
        names = [state_name(journeys.names, held) for held in found.channels]
        for source, target, count, value in _added(found):
            yield Transition(order, _name(source, names), _name(target, names), count, value)


def path_sums(journeys: Journeys) -> dict[str, tuple[float, float, float]]:
    """Conversions, value and nulls by path, repeats collapsed."""
    short = journeys.collapsed()
    sums: dict[str, tuple[float, float, float]] = {}
    bounds = short.starts.tolist()
    channels = short.channel.tolist()
    figures = zip(short.conversions.tolist(), short.value.tolist(), short.nulls.tolist(), strict=True)
    for begin, stop, (conversions, value, nulls) in zip(bounds[:-1], bounds[1:], figures, strict=True):
        path = SEPARATOR.join(short.names[n] for n in channels[begin:stop])
        known = sums.get(path, (0.0, 0.0, 0.0))
        sums[path] = known[0] + conversions, known[1] + value, known[2] + nulls
    return sums


def state_name(names: Sequence[str], held: Sequence[int]) -> str:
    """A state of the chain in words."""
    return SEPARATOR.join(names[n] for n in held)


def _name(state: int, names: Sequence[str]) -> str:
    return ENDS[state] if state < FIRST else names[state - FIRST]


def _added(found: Moves) -> list[tuple[int, int, float, float]]:
    """Moves with the same ends added up."""
    states = FIRST + len(found.channels)
    pair, place = np.unique(found.source * states + found.target, return_inverse=True)
    count = np.bincount(place, found.count, len(pair))
    value = np.bincount(place, found.value, len(pair))
    kept = np.flatnonzero((count > 0) | (value != 0))
    return [
        (int(pair[n] // states), int(pair[n] % states), float(count[n]), float(value[n]))
        for n in kept.tolist()
    ]


class _Paths(NamedTuple):
    lengths: Ints
    channels: list[str]
    conversions: Floats
    value: Floats
    nulls: Floats


def _won(facts: Sequence[CallFact], traced: Traced) -> _Paths:
    by_call = {one.pk: one for one in facts if one.conversions}
    bounds, codes = traced.journeys.starts.tolist(), traced.journeys.channel.tolist()
    lengths: list[int] = []
    channels: list[str] = []
    conversions: list[float] = []
    value: list[float] = []
    for n, (call, probability) in enumerate(
        zip(traced.call.tolist(), traced.probability.tolist(), strict=True)
    ):
        fact = by_call.get(call)
        if fact is None:
            continue
        touches = codes[bounds[n] : bounds[n + 1]]
        lengths.append(len(touches))
        channels += [traced.journeys.names[code] for code in touches]
        conversions.append(probability * fact.conversions)
        value.append(probability * fact.value)
    return _Paths(
        np.array(lengths, np.int64),
        channels,
        np.array(conversions, np.float64),
        np.array(value, np.float64),
        np.zeros(len(lengths)),
    )


def _lost(start: datetime, end: datetime, window: timedelta) -> _Paths:
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"start": start, "end": end, "window": window}
        cursor.execute(NULLS, {"account": require_account_id(), **values})
        rows = list(cursor.fetchall())
    lengths = list(Counter(row[0] for row in rows).values())
    none = np.zeros(len(lengths))
    return _Paths(np.array(lengths, np.int64), [row[1] for row in rows], none, none, np.ones(len(lengths)))


def _joined(won: _Paths, lost: _Paths) -> Journeys:
    names: dict[str, int] = {}
    channel = np.array(
        [names.setdefault(one, len(names)) for one in (*won.channels, *lost.channels)], np.int64
    )
    lengths = np.concatenate([won.lengths, lost.lengths])
    nowhere = np.full(len(lengths), UNKNOWN)
    return Journeys(
        starts=np.concatenate(([0], np.cumsum(lengths))),
        channel=channel,
        names=tuple(names),
        conversions=np.concatenate([won.conversions, lost.conversions]),
        value=np.concatenate([won.value, lost.value]),
        nulls=np.concatenate([won.nulls, lost.nulls]),
        age=np.zeros(len(channel)),
        lead=nowhere,
        qualified=nowhere,
    )
