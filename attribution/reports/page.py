"""What the ROAS page shows of a report: rows with their change and interval bar, links, the chart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from attribution.reports.dimensions import UNATTRIBUTED
from attribution.reports.report import Question
from attribution.reports.roas import Line, Roas

CHART_LINES = 12
BAR = 120
# Where a line leads to: what one wants to know next about a value of the dimension.
DEEPER = {
    "campaign": "keyword",
    "source": "campaign",
    "channel": "source",
    "keyword": "landing_page",
    "landing_page": "campaign",
}
SORTS: Mapping[str, Callable[[Line], float]] = {
    name: lambda line, name=name: float(getattr(line, name) or 0.0)  # type: ignore[misc]
    for name in ("cost", "visits", "calls", "conversions", "value", "cpa", "roas")
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line, the same line of the period before (None: not there), its bar, and the address of its parts ("" : none)."""

    line: Line
    before: Line | None
    bar: dict[str, float] | None
    deeper: str


def rows(question: Question, found: Roas, before: Roas | None, sort: str) -> list[Row]:
    """The lines in the order `sort` (a key of SORTS, "-" in front for falling); as the report has them by default."""
    earlier = {line.key: line for line in (before.lines if before else [])}
    return [
        Row(line, earlier.get(line.key), interval_bar(line, found), _deeper(question, line))
        for line in _sorted(found.lines, sort)
    ]


def address(question: Question) -> str:
    """The question as the query part of an address."""
    asked: dict[str, Any] = {
        "from": question.start,
        "to": question.end,
        "by": question.by,
        "rule": question.rule,
    }
    if question.within:
        asked |= {"within": question.within[0], "value": question.within[1]}
    return urlencode(asked)


def interval_bar(line: Line, found: Roas) -> dict[str, float] | None:
    """The ROAS interval as x and width in a box of BAR units, on one scale for all lines; 1.0 is marked."""
    if line.roas is None:
        return None
    highs = [
        one.roas if one.roas_high is None else one.roas_high for one in found.lines if one.roas is not None
    ]
    scale = BAR / max([*highs, 1.0])
    low = line.roas if line.roas_low is None else line.roas_low
    high = line.roas if line.roas_high is None else line.roas_high
    return {
        "x": round(max(low, 0) * scale, 1),
        "width": round(max((high - max(low, 0)) * scale, 1), 1),
        "at": round(line.roas * scale, 1),
        "even": round(scale, 1),
    }


def chart(found: Roas, currency: str) -> dict[str, Any]:
    """Cost beside value with its 90 % interval, of the lines with the most of them, for `parts/chart.html`."""
    shown = [line for line in found.lines if line.cost or line.value][:CHART_LINES]
    return {
        "kind": "bars_interval",
        "x": [line.key for line in shown],
        "series": [
            {"name": _("Cost"), "values": [round(line.cost or 0, 2) for line in shown], "tone": 2},
            {
                "name": _("Value"),
                "values": [round(line.value, 2) for line in shown],
                "low": [_rounded(line.value_low) for line in shown],
                "high": [_rounded(line.value_high) for line in shown],
                "tone": 1,
            },
        ],
        "unit": "money",
        "currency": currency,
    }


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    key = SORTS.get(sort.removeprefix("-"))
    return sorted(lines, key=key, reverse=sort.startswith("-")) if key else lines


def _deeper(question: Question, line: Line) -> str:
    if question.within or line.key == UNATTRIBUTED:
        return ""
    return "?" + urlencode(
        {
            "from": question.start,
            "to": question.end,
            "by": DEEPER[question.by],
            "rule": question.rule,
            "within": question.by,
            "value": line.key,
        }
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
