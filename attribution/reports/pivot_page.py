"""What the page shows of a pivot: cells with their links and intervals, small lines, the chart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from attribution.reports.behind import span
from attribution.reports.dimensions import OF_CALL, TIME, UNATTRIBUTED
from attribution.reports.line import Line
from attribution.reports.page import MOST, address, deeper
from attribution.reports.pivot import MEASURES, Pivot, PivotRow
from attribution.reports.report import Question

LABELS = {
    "value": _lazy("Value"),
    "conversions": _lazy("Conversions"),
    "calls": _lazy("Calls"),
    "qualified": _lazy("Qualified calls"),
    "cost": _lazy("Cost"),
    "roas": _lazy("ROAS"),
    "cpa": _lazy("CPA"),
    "cost_per_qualified": _lazy("Cost per qualified call"),
}
RATIOS = ("roas", "cpa", "cost_per_qualified")
MONEY = ("value", "cost", "cpa", "cost_per_qualified")
STACKED = 5
REST = "\0"  # the column of all others; no text of the database holds this


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: the figure with the ends of its interval, and the address of its calls ("": it has none)."""

    figure: float | None
    low: float | None
    high: float | None
    href: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row; `points`: the figure along all columns, where they are times."""

    key: str
    deeper: str
    cells: list[Shown]
    total: Shown
    points: list[float | None]


@dataclass(frozen=True, slots=True)
class PivotPage:
    """The table: heads (short, whole), rows, totals of the columns, and how many lines are not shown."""

    heads: list[tuple[str, str]]
    rows: list[ShownRow]
    totals: list[Shown]
    total: Shown
    unit: str
    hidden: int
    chart: dict[str, Any] | None


def unit(measure: str) -> str:
    """ "money", "times" or "count"."""
    return "money" if measure in MONEY else "times" if measure == "roas" else "count"


def pivot_page(
    question: Question, across: str, measure: str, found: Pivot, currency: str, *, every: bool
) -> PivotPage:
    """The pivot for reading: the first MOST rows, or with `every` all; totals are always of all."""
    linked = _Links(question, across, measure)
    columns = [REST if n == found.rest else head for n, head in enumerate(found.heads)]
    rows = found.rows if every else found.rows[:MOST]
    return PivotPage(
        [(head if n == found.rest else _short(across, head), head) for n, head in enumerate(found.heads)],
        [_row(question, across, measure, row, columns, linked) for row in rows],
        [_cell(line, measure, linked(None, head)) for line, head in zip(found.totals, columns, strict=True)],
        _cell(found.total, measure, linked(None, None)),
        unit(measure),
        len(found.rows) - len(rows),
        _chart(found, measure, currency)
        if across in TIME and measure in (*MONEY[:2], "conversions", "calls")
        else None,
    )


def _row(
    question: Question, across: str, measure: str, row: PivotRow, heads: Sequence[str], linked: "_Links"
) -> ShownRow:
    points = (
        [None if line is None else getattr(line, measure) for line in row.every] if across in TIME else []
    )
    return ShownRow(
        row.key,
        deeper(question, row.key),
        [_cell(line, measure, linked(row.key, head)) for line, head in zip(row.cells, heads, strict=True)],
        _cell(row.total, measure, linked(row.key, None)),
        [0.0 if one is None and measure in MEASURES.values() else one for one in points],
    )


def _cell(line: Line | None, measure: str, href: str) -> Shown:
    figure = None if line is None else getattr(line, measure)
    low, high = (getattr(line, f"{measure}_{end}", None) for end in ("low", "high"))
    if not figure and measure not in RATIOS:
        figure = None
    return Shown(figure, low, high, href if figure else "")


class _Links:
    """Addresses of the calls behind cells."""

    def __init__(self, question: Question, across: str, measure: str) -> None:
        self.question, self.across = question, across
        self.figure = {"calls": "calls", "qualified": "calls", "cost_per_qualified": "calls"}.get(
            measure, "value"
        )
        self.known = measure != "cost"

    def __call__(self, row: str | None, column: str | None) -> str:
        """The query for a cell; None stands for a total. Empty for what the list of calls cannot be narrowed to."""
        if not self.known or column == REST:
            return ""
        asked, parts = self.question, []
        for dimension, key in ((self.question.by, row), (self.across, column)):
            if key is None:
                continue
            if dimension in TIME and key != UNATTRIBUTED:
                asked = asked.at(*span(asked, dimension, key))
            else:
                parts.append((dimension, key))
        lost = next((part for part in parts if part[1] == UNATTRIBUTED), None)
        if lost:
            parts = [lost]
        if len(parts) == 2 and (asked.within or self.across in OF_CALL):
            return ""
        by, key = parts[0] if parts else ("campaign", "")
        asked = replace(asked, by=by, within=parts[1] if len(parts) == 2 else asked.within)
        return f"{address(asked)}&{urlencode({'key': key, 'figure': self.figure})}"


def _chart(found: Pivot, measure: str, currency: str) -> dict[str, Any]:
    """The largest rows along time, one on top of the other, and the others together."""
    shown = found.rows[:STACKED]
    series = [(row.key, [_figure(line, measure) for line in row.cells]) for row in shown]
    if found.rows[STACKED:]:
        rest = [
            sum(_figure(row.cells[n], measure) for row in found.rows[STACKED:])
            for n in range(len(found.heads))
        ]
        series.append((_("Others"), rest))
    skipped = 1 if found.rest is not None else 0  # what is earlier comes first, and is no point in time
    return {
        "kind": "stacked",
        "x": found.heads[skipped:],
        "series": [
            {
                "name": name,
                "values": [round(one, 2) for one in values[skipped:]],
                "tone": n + 1,
            }
            for n, (name, values) in enumerate(series)
        ],
        "unit": unit(measure),
        "currency": currency,
    }


def _figure(line: Line | None, measure: str) -> float:
    return 0.0 if line is None else float(getattr(line, measure) or 0.0)


def _short(across: str, head: str) -> str:
    """A time as it stands over a narrow column; other names as they are."""
    if across == "week":
        return head.partition("-")[2]
    if across == "day":
        return written(date.fromisoformat(head), "M j")
    return written(date.fromisoformat(f"{head}-01"), "M Y") if across == "month" else head
