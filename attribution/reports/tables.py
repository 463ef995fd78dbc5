"""Pivots and comparisons as plain rows for a spreadsheet."""

from collections.abc import Mapping, Sequence

from attribution.reports.line import Line
from attribution.reports.pivot import TOTAL, Pivot
from attribution.reports.roas import Roas
from attribution.reports.sides import Pair, pairs, total
from compliance.tables import Cell

Table = tuple[Sequence[str], Sequence[Mapping[str, Cell]]]
COMPARED = ("cost", "conversions", "value", "roas")


def pivot_table(found: Pivot, measure: str) -> Table:
    """A line per row with its cells and their sum, the totals last."""
    heads = _unlike(found.heads)
    table = [_line(row.key, heads, row.cells, row.total, measure) for row in found.rows]
    table.append(_line(TOTAL, heads, found.totals, found.total, measure))
    return ("by", *heads, TOTAL), table


def _unlike(heads: Sequence[str]) -> list[str]:
    """The heads with a number after what is a column already, for cells are found by them."""
    taken = {"by", TOTAL, *heads}
    found: list[str] = []
    for head in heads:
        name, number = head, 1
        while name in ("by", TOTAL, *found) or (number > 1 and name in taken):
            number += 1
            name = f"{head} ({number})"
        found.append(name)
    return found


def _line(
    key: str, heads: Sequence[str], cells: Sequence[Line | None], whole: Line, measure: str
) -> dict[str, Cell]:
    figures = {
        head: None if cell is None else getattr(cell, measure)
        for head, cell in zip(heads, cells, strict=True)
    }
    return {"by": key, **figures, TOTAL: getattr(whole, measure)}


def sides_table(one: Roas, other: Roas) -> Table:
    """A line per value with both sides and what lies between, the totals last."""
    columns = ["by", *(f"{name}{side}" for name in COMPARED for side in ("", "_other"))]
    differences = [f"{name}_difference" for name in COMPARED[1:]]
    table = [_pair(pair) for pair in (*pairs(one, other), total(one, other))]
    return [*columns, *differences], table


def _pair(pair: Pair) -> dict[str, Cell]:
    row: dict[str, Cell] = {"by": pair.key}
    for name in COMPARED:
        row[name], row[f"{name}_other"] = getattr(pair.one, name), getattr(pair.other, name)
    return {**row, **{f"{name}_difference": getattr(pair, name) for name in COMPARED[1:]}}
