"""A day's credit by origin and rule, and its calls by region and number."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from attribution.credit.journeys import Floats, Ints, sum_by
from attribution.credit.rule import CreditRule, Options, TouchRule
from attribution.models import AttributionSettings
from attribution.rollups.facts import CallFact, Traced
from compliance.registry import members


class Sum(NamedTuple):
    """The sums of one row, in the order of `Sums`."""

    calls: float
    qualified: float
    conversions: float
    value: float
    conversions_variance: float
    value_variance: float
    calls_variance: float
    qualified_variance: float
    largest: float


class Figures(NamedTuple):
    """Of each of n calls: how often it counts, and 1 + q (1 - q) of its outcome."""

    calls: Floats
    qualified: Floats
    conversions: Floats
    value: Floats
    doubt: Floats


def figures(facts: Sequence[CallFact]) -> Figures:
    """The calls' figures as arrays."""
    sure = np.array([one.sure for one in facts], np.float64)
    return Figures(
        np.array([one.counted for one in facts], np.float64),
        np.array([one.qualified for one in facts], np.float64),
        np.array([one.conversions for one in facts], np.float64),
        np.array([one.value for one in facts], np.float64),
        1 + sure * (1 - sure),
    )


def touch_rules(settings: AttributionSettings) -> dict[str, TouchRule]:
    """The rules that give every touch a weight without looking at other journeys, as the account wants them."""
    options = Options(half_life=settings.half_life_days)
    found = {key: rule(options) for key, rule in members("CREDIT_RULES", CreditRule).items()}
    return {key: rule for key, rule in found.items() if isinstance(rule, TouchRule) and rule.alone}


def by_origin(
    facts: Sequence[CallFact], traced: Traced, rules: Mapping[str, TouchRule]
) -> Iterator[tuple[str, int, Sum]]:
    """Rule, place of the origin, and its sums. What one call gives to one origin, over its candidates and their touches, is
    added before anything is squared.
    """
    place = {one.pk: n for n, one in enumerate(facts)}
    call = np.array([place[pk] for pk in traced.call.tolist()], np.int64)
    count = max(len(traced.origins), 1)
    owner = traced.journeys.owner
    pair, of_touch = np.unique(call[owner] * count + traced.origin, return_inverse=True)
    own = Figures(*(one[pair // count] for one in figures(facts)))
    for key, rule in rules.items():
        weights = rule.weights(traced.journeys) if traced.journeys.count else np.zeros(0)
        share = sum_by(of_touch, weights * traced.probability[owner], len(pair))
        given = share > 0
        origin = pair[given] % count
        whole = sum_by(of_touch, weights, len(pair)).clip(max=1.0)
        sums = summed(origin, share[given], whole[given], Figures(*(one[given] for one in own)), count)
        for n in np.unique(origin).tolist():
            yield key, n, sums[n]


def summed(group: Ints, share: Floats, whole: Floats, own: Figures, count: int) -> list[Sum]:
    """The sums of `count` groups; each row is the share of one call in a group, with the call's figures. `whole`: the share
    it would have if it came from there for certain.
    """

    def mass(of: Floats) -> Floats:
        return sum_by(group, share * of, count)

    def variance(of: Floats, doubt: Floats | float) -> Floats:
        return sum_by(group, doubt * (share * of) ** 2, count)

    largest = np.zeros(count)
    np.maximum.at(largest, group, whole * own.value)
    columns = (
        mass(own.calls),
        mass(own.qualified),
        mass(own.conversions),
        mass(own.value),
        variance(own.conversions, own.doubt),
        variance(own.value, own.doubt),
        variance(own.calls, 1.0),
        variance(own.qualified, own.doubt),
        largest,
    )
    return [Sum(*row) for row in np.stack(columns, axis=1).tolist()]


def by_call(facts: Sequence[CallFact]) -> Iterator[tuple[str, int | None, Sum]]:
    """Region, number, and the sums of the calls between them, whoever gets the credit."""
    groups: dict[tuple[str, int | None], int] = {}
    group = np.array(
        [groups.setdefault((one.region, one.phone_number_id), len(groups)) for one in facts], np.int64
    )
    ones = np.ones(len(facts))
    sums = summed(group, ones, ones, figures(facts), len(groups))
    for (region, number), n in groups.items():
        yield region, number, sums[n]
