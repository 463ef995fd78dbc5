"""Runs of one digit said as `double five`, `triple nine`, `four ones`."""

import re
from collections.abc import Sequence
from itertools import groupby
from random import Random

from config.bench.spoken.words import ONES

NAMES = {2: ("double",), 3: ("triple", "treble"), 4: ("quadruple", "quad")}
COUNTS = {2: "two", 3: "three", 4: "four"}
PLURALS = ("zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines")


def _runs(groups: Sequence[str], longest: int) -> list[str]:
    """The digits cut into runs of one digit, none longer than `longest`."""
    runs: list[str] = []
    for _, run in groupby("".join(groups)):
        digits = "".join(run)
        runs += [digits[at : at + longest] for at in range(0, len(digits), longest)]
    return runs


def _multiply(groups: Sequence[str], rng: Random, times: int) -> str:
    zero = rng.choice(("zero", "oh"))
    digit_names = (zero, *ONES[1:])
    written = rng.random() < 0.4
    said: list[str] = []
    for run in _runs(groups, times):
        name = run[0] if written else digit_names[int(run[0])]
        if len(run) == times:
            said.append(f"{rng.choice(NAMES[times])} {name}")
        else:
            said += [name] * len(run)
    return " ".join(said)


def double(groups: Sequence[str], rng: Random) -> str:
    """`four double one five`; a longer run is several doubles."""
    return _multiply(groups, rng, 2)


def triple(groups: Sequence[str], rng: Random) -> str:
    """`triple one` or `treble one`."""
    return _multiply(groups, rng, 3)


def quadruple(groups: Sequence[str], rng: Random) -> str:
    """`quadruple one`."""
    return _multiply(groups, rng, 4)


def counted(groups: Sequence[str], rng: Random) -> str:
    """`four, then four ones, two fives`: runs counted, single digits said."""
    said = []
    for run in _runs(groups, 4):
        few = len(run) == 1 or (len(run) == 2 and rng.random() < 0.5)
        said.append(
            " ".join(ONES[int(d)] for d in run) if few else f"{COUNTS[len(run)]} {PLURALS[int(run[0])]}"
        )
    return re.sub(r"(?<=s) (?=\w)", rng.choice((" ", ", ")), " ".join(said))
