"""Rules that look at all journeys together (Markov, counterfactual): credit of channels, from daily sums."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from attribution.credit.chain import CONVERSION, FIRST, NULL, START, Moves, effects
from attribution.credit.journeys import UNKNOWN, Floats, Ints, Journeys, sum_by
from attribution.credit.rules.counterfactual import Counterfactual
from attribution.credit.rules.markov import scaled
from attribution.models import PathDay, TransitionDay
from attribution.reports.interval import LEVEL
from attribution.reports.report import Question
from attribution.rollups.paths import ENDS, SEPARATOR

DRAWS = 100
FEW_DRAWS = 40  # of the longer memories: each draw walks thousands of states
SEED = 20_262


class ChannelCredit(NamedTuple):
    """Share of all conversions and of all value, with the ends of its interval at LEVEL, and the channel.

    `removal`: share of conversions lost without the channel (None: the rule knows none).
    """

    channel: str
    conversions: float
    conversions_low: float
    conversions_high: float
    value: float
    value_low: float
    value_high: float
    removal: float | None = None
    removal_low: float | None = None
    removal_high: float | None = None


def markov(question: Question, order: int = 1) -> list[ChannelCredit]:
    """Removal effects as shares. The interval draws the period's days again, each as often as a Poisson number of mean 1
    says: journeys that closed on one day come together.
    """
    rows = list(
        TransitionDay.objects.filter(order=order, day__gte=question.start, day__lte=question.end)
        .order_by()
        .values_list("day", "state", "target", "count", "value")
    )
    found, names, days = _moves(rows)
    if not names:
        return []
    return _with_doubt(
        names, days, lambda weight: _shares_of(found, weight, len(names)), DRAWS if order == 1 else FEW_DRAWS
    )


def counterfactual(question: Question) -> list[ChannelCredit]:
    """What each channel adds to the paths it is on, as shares; the interval as in `markov`."""
    rows = list(
        PathDay.objects.filter(day__gte=question.start, day__lte=question.end)
        .order_by()
        .values_list("day", "path", "conversions", "value", "nulls")
    )
    journeys, place = _journeys([row[1] for row in rows])
    if not journeys.count:
        return []
    figures = [np.array([row[n] for row in rows], np.float64) for n in (2, 3, 4)]

    def shares(weight: Floats) -> tuple[Floats, ...]:
        sums = [sum_by(place, figure * weight, journeys.count) for figure in figures]
        drawn = replace(journeys, conversions=sums[0], value=sums[1], nulls=sums[2])
        given = Counterfactual().credit(drawn)
        return scaled(given.conversions, 1.0), scaled(given.value, 1.0)

    return _with_doubt(journeys.names, _days(rows), shares)


def _with_doubt(
    names: Sequence[str], days: Ints, shares: Callable[[Floats], tuple[Floats, ...]], draws: int = DRAWS
) -> list[ChannelCredit]:
    """`shares(weights)`: conversions, value and maybe removal by channel, with each row weighted."""
    random = np.random.default_rng(SEED)
    count = int(days.max(initial=0)) + 1
    given = shares(np.ones(len(days)))
    drawn = [shares(random.poisson(1.0, count).astype(float)[days]) for _ in range(draws)]
    ends = ((1 - LEVEL) / 2 * 100, (1 + LEVEL) / 2 * 100)
    columns = []
    for n, figures in enumerate(given):
        columns += [figures, *np.percentile([one[n] for one in drawn], ends, axis=0)]
    rows = np.stack(columns, axis=1).tolist()
    return [ChannelCredit(name, *row) for name, row in zip(names, rows, strict=True)]


def _shares_of(found: Moves, weight: Floats, channels: int) -> tuple[Floats, ...]:
    removed = effects(
        Moves(found.source, found.target, found.count * weight, found.value * weight, found.channels),
        channels,
    )
    return scaled(removed.removal, 1.0), scaled(removed.value_removal, 1.0), removed.removal


def _moves(rows: Sequence[tuple[date, str, str, float, float]]) -> tuple[Moves, list[str], Ints]:
    states = {ENDS[START]: START, ENDS[CONVERSION]: CONVERSION, ENDS[NULL]: NULL}
    names: dict[str, int] = {}
    held: list[tuple[int, ...]] = []
    for state in dict.fromkeys(text for row in rows for text in row[1:3]):
        if state not in states:
            states[state] = FIRST + len(held)
            held.append(tuple(names.setdefault(name, len(names)) for name in state.split(SEPARATOR)))
    source = np.array([states[row[1]] for row in rows], np.int64)
    target = np.array([states[row[2]] for row in rows], np.int64)
    count, value = (np.array([row[n] for row in rows], np.float64) for n in (3, 4))
    return Moves(source, target, count, value, held), list(names), _days(rows)


def _journeys(texts: Sequence[str]) -> tuple[Journeys, Ints]:
    """One journey per distinct path, without figures; and which one each text is."""
    names: dict[str, int] = {}
    known: dict[str, int] = {}
    place = np.array([known.setdefault(text, len(known)) for text in texts], np.int64)
    paths = [[names.setdefault(name, len(names)) for name in text.split(SEPARATOR)] for text in known]
    channel = np.array([code for path in paths for code in path], np.int64)
    starts = np.concatenate(([0], np.cumsum([len(path) for path in paths]))).astype(np.int64)
    nowhere, none = np.full(len(paths), UNKNOWN), np.zeros(len(paths))
    age = np.zeros(len(channel))
    return Journeys(starts, channel, tuple(names), none, none, none, age, nowhere, nowhere), place


def _days(rows: Sequence[Any]) -> Ints:
    numbered: dict[date, int] = {}
    return np.array([numbered.setdefault(row[0], len(numbered)) for row in rows], np.int64)
