"""Paths of channels with their conversions, read from CSV."""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COLUMNS = ("path", "conversions", "value", "nulls")
SEPARATOR = ">"


@dataclass(frozen=True, slots=True)
class Path:
    """Channels in time order, how many conversions and how much value they brought, how often they brought none."""

    channels: tuple[str, ...]
    conversions: float
    value: float
    nulls: float


class PathError(ValueError):
    """A row cannot be read; the message is `row: field: why`."""


def read_paths(lines: Iterable[str]) -> Iterator[Path]:
    """Rows of a CSV with the columns path, conversions, value, nulls (the last two may be missing). Raises PathError."""
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or [])]
    if missing:
        raise PathError(f"1: {missing[0]}: the column is missing")
    for row in reader:
        number = reader.line_num
        channels = tuple(part.strip() for part in (row["path"] or "").split(SEPARATOR))
        if not all(channels):
            raise PathError(f"{number}: path: an empty channel in {row['path']!r}")
        conversions, nulls = (_number(row, name, number, least=0.0) for name in ("conversions", "nulls"))
        yield Path(channels, conversions, _number(row, "value", number, least=-math.inf), nulls)


def _number(row: dict[str, str | None], name: str, number: int, least: float) -> float:
    text = (row.get(name) or "0").strip()
    try:
        value = float(text)
    except ValueError:
        raise PathError(f"{number}: {name}: no number: {text!r}") from None
    if not math.isfinite(value) or value < least:
        raise PathError(f"{number}: {name}: {text} is out of range")
    return value
