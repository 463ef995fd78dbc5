"""Counterfactual path."""

import numpy as np
from numpy.typing import NDArray

from attribution.credit.journeys import Floats, Journeys, sum_by
from attribution.credit.rule import TouchRule

Hashes = NDArray[np.uint64]
BASE = np.uint64(0x9E3779B97F4A7C15)
INVERSE = np.uint64(pow(int(BASE), -1, 2**64))


class Counterfactual(TouchRule):
    """A touch gets credit for how much more often its path converts than the same path without it.

    Paths are taken with repeats collapsed. rate(p) = conversions / (conversions + nulls), 0 for a path nobody took. A touch
    weighs max(0, rate(p) - rate(p without it)), divided by the path's sum; the last touch gets all where every one is 0.
    """

    key = "counterfactual"
    label = "Counterfactual path"
    note = "Compares each path with the same path less one touch; rare paths give rough figures."
    alone = False

    def weights(self, journeys: Journeys) -> Floats:
        """The weights of the collapsed paths, each given to the first touch of its run."""
        weights = np.zeros(len(journeys.channel))
        weights[journeys.begins_run] = _weights(journeys.collapsed())
        return weights


def _weights(journeys: Journeys) -> Floats:
    terms = _terms(journeys)
    path = np.add.reduceat(terms, journeys.starts[:-1]).astype(np.uint64)
    known, of_journey = np.unique(path, return_inverse=True)
    won = sum_by(of_journey, journeys.conversions, len(known))
    taken = won + sum_by(of_journey, journeys.nulls, len(known))
    rates = np.divide(won, taken, out=np.zeros_like(won), where=taken > 0)
    shortened = _without_each(journeys, terms, path)
    place = np.searchsorted(known, shortened).clip(max=len(known) - 1)
    instead = np.where(known[place] == shortened, rates[place], 0.0)
    gain = np.maximum(rates[of_journey][journeys.owner] - instead, 0.0)
    useless = (journeys.lengths == 1) | (journeys.sums(gain) <= 0)
    return journeys.shares(np.where(useless[journeys.owner], journeys.is_last.astype(float), gain))


def _terms(journeys: Journeys) -> Hashes:
    """What each touch adds to its path's hash: code(channel) * BASE^place, modulo 2^64."""
    longest = int(journeys.lengths.max(initial=1))
    powers = np.cumprod(np.full(longest, BASE, dtype=np.uint64))
    codes = _codes(len(journeys.names))
    return np.asarray(codes[journeys.channel] * powers[journeys.place], np.uint64)


def _without_each(journeys: Journeys, terms: Hashes, path: Hashes) -> Hashes:
    """The hash of every touch's path without it: what follows moves one place forward (BASE is odd, so it can be divided
    by). Neighbours that are now the same channel stay two touches, a path that collapsed paths do not hold.
    """
    total = np.cumsum(terms)
    begin = total[journeys.starts[:-1]] - terms[journeys.starts[:-1]]
    upto = total - begin[journeys.owner]
    before, after = upto - terms, path[journeys.owner] - upto
    found: Hashes = np.asarray(before + after * INVERSE, np.uint64)
    return found


def _codes(count: int) -> Hashes:
    """A number per channel that looks random (the finaliser of splitmix64: G. Steele, D. Lea, C. Flood, 2014)."""
    mixed = np.arange(1, count + 1, dtype=np.uint64) * BASE
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Hashes = mixed ^ (mixed >> np.uint64(31))
    return found
