"""How often a group of numbers is all taken: the Erlang B formula, which holds for any distribution of holding times."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

MOST = 100_000  # numbers; no pool is larger


class TooMany(ValueError):
    """More numbers would be needed than MOST."""


def blocking(loads: Sequence[float], sizes: Sequence[int]) -> NDArray[np.float64]:
    """Row n, column k: the chance that all of sizes[n] numbers are taken when a visitor comes, at the k-th load.

    `loads` in erlang: visitors per hour times the hours each holds a number; `sizes` rising. B(0) = 1 and
    B(n) = A B(n-1) / (n + A B(n-1)).
    """
    offered = np.asarray(loads, dtype=np.float64)
    found = np.empty((len(sizes), len(offered)))
    share, done = np.ones(len(offered)), 0
    for row, size in enumerate(sizes):
        for n in range(done + 1, size + 1):
            refused = offered * share
            share = refused / (n + refused)
        done, found[row] = size, share
    return found


def blocked(load: float, numbers: int) -> float:
    """The same for one load and one size."""
    share = 1.0
    for n in range(1, numbers + 1):
        share = load * share / (n + load * share)
    return share


def smallest(load: float, target: float) -> int:
    """The fewest numbers that refuse at most the share `target` of the visitors. Raises ValueError for a share that is
    not above 0, TooMany for a load that needs more than MOST.
    """
    if target <= 0:
        raise ValueError("a share above 0 is needed")
    share, n = 1.0, 0
    while share > target:
        if n >= MOST:
            raise TooMany(f"more than {MOST} numbers would be needed")
        n += 1
        share = load * share / (n + load * share)
    return n


def shown_again(numbers: int, visitors: float) -> float:
    """The share of calls whose number was shown to somebody else while `visitors` came, as the mean of a Poisson process.

    The least recently used number comes next, so a number comes again with the `numbers`-th visitor after the one who
    saw it: P(at least that many come) = the regularized lower gamma function P(numbers, visitors).
    """
    if visitors <= 0:
        return 0.0
    return float(gammainc(numbers, visitors)) if numbers else 1.0
