"""The report with a second dimension across: one figure for every pair of values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attribution.costs.totals import spent
from attribution.reports.dimensions import OF_CALL, OF_SPEND, TIME, UNATTRIBUTED, may_cross, spend_columns
from attribution.reports.line import DOUBTED, Line, doubt, summed
from attribution.reports.report import Question, channels_only
from attribution.reports.sums import crossed, told, told_by
from attribution.rollups.credit import Sum
from attribution.rollups.refresh import refresh

# What a cell can show, and the sum whose doubt it has ("": it is known).
MEASURES: Mapping[str, str] = {
    "value": "value",
    "conversions": "conversions",
    "calls": "calls",
    "qualified": "qualified",
    "cost": "",
    "roas": "value",
    "cpa": "conversions",
    "cost_per_qualified": "qualified",
}
MOST = 12
OTHER, EARLIER = "Other", "Earlier"
TOTAL = "Total"
LEAST = 1e-9
Cells = dict[tuple[str, str], Line]


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One value of the first dimension: its cells in the order of the columns (None: nothing there), their sum, and the
    sums of every column before any was put together, in time's order where columns are times.
    """

    key: str
    cells: list[Line | None]
    total: Line
    every: list[Line | None]


@dataclass(frozen=True, slots=True)
class Pivot:
    """`heads`: at most MOST values of the second dimension, and where there are more, at the place `rest` all the others
    (`more` of them) together: OTHER at the end, of times EARLIER in front. Rows and columns add up to their totals, and
    both to `total`.
    """

    heads: list[str]
    rest: int | None
    more: int
    rows: list[PivotRow]
    totals: list[Line]
    total: Line


def pivot(question: Question, across: str, measure: str, most: int = MOST) -> Pivot:
    """The report by `question.by` down and `across` across. Raises ValueError, UnknownMember.

    Rows by falling value of `measure`; of columns the `most` with the most of it, or the newest times. Where the measure
    is a ratio, cost decides.
    """
    if channels_only(question.rule):
        raise ValueError(f"the rule {question.rule!r} is for channels only")
    if measure not in MEASURES:
        raise ValueError(f"unknown measure {measure!r}: choose one of {', '.join(MEASURES)}")
    if not may_cross(question.by, across, question.within):
        raise ValueError(f"{question.by!r} cannot be split by {across!r}")
    refresh(question.start, question.end)
    cells = _cells(question, across)
    order = measure if measure in (*DOUBTED, "cost") else "cost"
    names = _columns(cells, across, order)
    return _arranged(cells, names, _Columns.of(names, most, across in TIME), measure, order)


def _cells(question: Question, across: str) -> Cells:
    cells: Cells = {}

    def cell(row: str, column: str) -> Line:
        return cells.setdefault((row, column), Line(UNATTRIBUTED if row == UNATTRIBUTED else column))

    for row, column, sums in crossed(question, question.rule, across):
        cell(row, column).add(sums)
    for row, column, sums in _unexplained(question, across, cells):
        cell(row, column).add(sums)
    for row, column, cost in _costs(question, across):
        target = cell(row, column)
        target.cost = (target.cost or 0.0) + cost
    return cells


def _unexplained(question: Question, across: str, cells: Cells) -> list[tuple[str, str, Sum]]:
    """What no candidate explains, at its own time where one of the dimensions is a time; nothing of a part of the whole."""
    if question.within or question.by in OF_CALL or across in OF_CALL:
        return []
    time = next((name for name in (question.by, across) if name in TIME), "")
    at = 0 if time == question.by else 1
    given: dict[str, Line] = {}
    for pair, line in cells.items():
        key = pair[at] if time else ""
        given[key] = summed(key, [given[key], line]) if key in given else line
    found = []
    for key, sums in (
        [(one.key, one.sums) for one in told_by(question, time)] if time else [("", told(question))]
    ):
        rest = _left(sums, given.get(key, Line(key)))
        if max(getattr(rest, name) for name in DOUBTED) > LEAST:
            row, column = (key if time and n == at else UNATTRIBUTED for n in range(2))
            found.append((row, column, rest))
    return found


def _left(whole: Sum, given: Line) -> Sum:
    """What remains, its variances with it, so that the total has the whole's."""
    names = [name for name in Sum._fields if name != "largest"]
    left = {name: max(0.0, getattr(whole, name) - getattr(given, name)) for name in names}
    return Sum(**left, largest=whole.largest)


def _costs(question: Question, across: str) -> Iterator[tuple[str, str, float]]:
    """Cost by both dimensions; what platforms do not tell by one of them is unattributed there."""
    columns = spend_columns(question.by, across, question.within[0] if question.within else "")
    for spend, cost in spent(question.start, question.end, columns):
        if question.within and OF_SPEND[question.within[0]](spend) != question.within[1]:
            continue
        row, column = (OF_SPEND[name](spend) for name in (question.by, across))
        yield UNATTRIBUTED if row is None else row, UNATTRIBUTED if column is None else column, cost


def _columns(cells: Cells, across: str, order: str) -> list[str]:
    """All values of the second dimension: times in their order, others by falling size, "Unattributed" last."""
    sizes: dict[str, float] = {}
    for (_, column), line in cells.items():
        sizes[column] = sizes.get(column, 0.0) + (getattr(line, order) or 0.0)
    if across in TIME:
        return sorted(sizes)
    return sorted(sizes, key=lambda name: (name == UNATTRIBUTED, -sizes[name], name))


@dataclass(frozen=True, slots=True)
class _Columns:
    heads: list[str]
    rest: int | None
    left: list[str]

    @classmethod
    def of(cls, names: list[str], most: int, newest: bool) -> "_Columns":
        if len(names) <= most:
            return cls(names, None, [])
        if newest:
            return cls([EARLIER, *names[-most:]], 0, names[:-most])
        return cls([*names[:most], OTHER], most, names[most:])


def _arranged(cells: Cells, names: list[str], columns: _Columns, measure: str, order: str) -> Pivot:
    of_row: dict[str, dict[str, Line]] = {}
    for (row, column), line in cells.items():
        of_row.setdefault(row, {})[column] = line
    rows = [_row(key, held, names, columns) for key, held in of_row.items()]
    rows.sort(key=lambda row: (row.key == UNATTRIBUTED, -(getattr(row.total, order) or 0.0), row.key))
    totals = [
        summed(head, [cell for row in rows if (cell := row.cells[n]) is not None])
        for n, head in enumerate(columns.heads)
    ]
    total = summed(TOTAL, totals)
    known = [one for row in rows for one in (*row.cells, row.total) if one is not None]
    if MEASURES[measure]:
        doubt([*known, *totals, total], (MEASURES[measure],))
    return Pivot(columns.heads, columns.rest, len(columns.left), rows, totals, total)


def _row(key: str, held: Mapping[str, Line], names: list[str], columns: _Columns) -> PivotRow:
    cells: list[Line | None] = []
    for n, head in enumerate(columns.heads):
        if n == columns.rest:
            left = [held[name] for name in columns.left if name in held]
            cells.append(summed(UNATTRIBUTED if key == UNATTRIBUTED else head, left) if left else None)
        else:
            cells.append(held.get(head))
    return PivotRow(key, cells, summed(key, held.values()), [held.get(name) for name in names])
