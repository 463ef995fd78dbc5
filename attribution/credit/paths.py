"""Paths of channels with their conversions, read from CSV."""

import csv
import math
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from attribution.credit.journeys import DIRECT, UNKNOWN, Floats, Ints, Journeys, sum_by

COLUMNS = ("path", "conversions", "value", "nulls")
LEAST = {"conversions": 0.0, "value": -math.inf, "nulls": 0.0}
SEPARATOR = ">"
AT_ONCE = 256  # rows; few enough to stay in the processor's cache
HOURS_BETWEEN = 24.0


class PathError(ValueError):
    """A row cannot be read; the message is `row: field: why`."""


class _Numbered(dict[str, int]):
    """Texts in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def read_paths(lines: Iterable[str], *, hours: float = HOURS_BETWEEN, direct: str = DIRECT) -> Journeys:
    """Rows of a CSV with the columns path, conversions, value, nulls (the last two may be missing). Raises PathError.

    Rows of the same path are one journey with their sums. A path says nothing about time: touches are taken as `hours`
    apart, the last one right at the conversion.
    """
    reader = csv.reader(lines)
    header = [name.strip() for name in next(reader, [])]
    missing = [name for name in COLUMNS[:2] if name not in header]
    if missing:
        raise PathError(f"1: {missing[0]}: the column is missing")
    paths = _Numbered()
    of_row, sums = [np.zeros(0, np.int64)], {name: [np.zeros(0)] for name in LEAST}
    for first, rows in _chunks(reader):
        columns = _columns(rows, header, first)
        of_row.append(np.fromiter(map(paths.__getitem__, columns["path"]), np.int64, len(rows)))
        for name, low in LEAST.items():
            sums[name].append(_numbers(columns.get(name), name, first, low, len(rows)))
    place = np.concatenate(of_row)
    totals = {name: sum_by(place, np.concatenate(parts), len(paths)) for name, parts in sums.items()}
    lengths, channel, names = _touches(paths, place)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    nowhere = np.full(len(lengths), UNKNOWN)
    to_last = np.repeat(starts[1:], lengths) - 1 - np.arange(len(channel))
    return Journeys(
        starts=starts,
        channel=channel,
        names=names,
        **totals,
        age=to_last.astype(np.float64) * (hours * 3600.0),
        lead=nowhere,
        qualified=nowhere,
        direct=direct,
    )


def _touches(paths: Iterable[str], of_row: Ints) -> tuple[Ints, Ints, tuple[str, ...]]:
    """Lengths of the paths, their channels one after another, and the channels' names. Raises PathError."""
    raw = _Numbered()
    lengths: list[int] = []
    channels: list[int] = []
    for path in paths:
        found = path.split(SEPARATOR)
        lengths.append(len(found))
        channels += map(raw.__getitem__, found)
    names = _Numbered()
    stripped = np.array([names[text.strip()] for text in raw], np.int64)
    channel = stripped[channels] if channels else np.zeros(0, np.int64)
    if "" in names:
        place = int(np.searchsorted(np.cumsum(lengths), np.argmax(channel == names[""]), side="right"))
        row = int(np.flatnonzero(of_row == place)[0]) + 2
        raise PathError(f"{row}: path: an empty channel in {list(paths)[place]!r}")
    return np.array(lengths, np.int64), channel, tuple(names)


def _chunks(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[list[str]]]]:
    first = 2
    while rows := list(islice(reader, AT_ONCE)):
        yield first, rows
        first += len(rows)


def _columns(rows: list[list[str]], header: list[str], first: int) -> dict[str, tuple[str, ...]]:
    if set(map(len, rows)) != {len(header)}:
        place, row = next((n, row) for n, row in enumerate(rows) if len(row) != len(header))
        raise PathError(f"{first + place}: path: {len(row)} fields where the header has {len(header)}")
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def _numbers(column: tuple[str, ...] | None, name: str, first: int, least: float, count: int) -> Floats:
    if column is None:
        return np.zeros(count)
    try:
        found = np.fromiter(map(float, column), np.float64, count)
    except ValueError:
        found = np.fromiter(
            (_number(text, first + n, name) for n, text in enumerate(column)), np.float64, count
        )
    wrong = np.flatnonzero(~np.isfinite(found) | (found < least))
    if len(wrong):
        raise PathError(f"{first + int(wrong[0])}: {name}: {column[wrong[0]]} is out of range")
    return found


def _number(text: str, row: int, name: str) -> float:
    try:
        return float(text.strip() or "0")
    except ValueError:
        raise PathError(f"{row}: {name}: no number: {text.strip()!r}") from None
