"""What the ROAS page shows of a report: rows with their change and interval bar, links, the chart."""

from dataclasses import dataclass, replace
from math import log
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from attribution.reports.dimensions import UNATTRIBUTED
from attribution.reports.report import Question, channels_only
from attribution.reports.roas import Line, Roas, RoasReport

CHART_LINES = 12
BAR = 120
ROOM = 2.0  # the scale of the bars reaches from half to twice the spend at least
SMALL = 0.05  # a ROAS below is drawn at the left end
# Where a line leads to: what one wants to know next about a value of the dimension.
DEEPER = {
    "campaign": "keyword",
    "source": "campaign",
    "channel": "source",
    "ad_group": "keyword",
    "keyword": "landing_page",
    "ad": "keyword",
    "landing_page": "campaign",
    "device": "campaign",
    "day": "campaign",
    "week": "campaign",
    "month": "campaign",
}
SORTS = tuple(name for name in RoasReport.columns if name not in ("by", "roas_low", "roas_high"))
MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line, the same line of the period before (None: not there), its bar, and the address of its parts ("" : none)."""

    line: Line
    before: Line | None
    bar: dict[str, Any] | None
    deeper: str


def rows(question: Question, found: Roas, before: Roas | None, sort: str) -> list[Row]:
    """The lines in the order `sort` (a key of SORTS, "-" in front for falling); as the report has them by default."""
    earlier = {line.key: line for line in (before.lines if before else [])}
    scale = scale_of(found)
    return [
        Row(line, earlier.get(line.key), interval_bar(line, scale), deeper(question, line.key))
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


def interval_bar(line: Line, scale: tuple[float, float]) -> dict[str, Any] | None:
    """The ROAS interval as x and width in a box of BAR units, on one scale for all lines; 1.0 is marked.

    `more`: the interval goes on to the left of the scale, where nothing (0) is infinitely far away.
    """
    if line.roas is None:
        return None
    bottom, top = scale

    def place(value: float) -> float:
        return (log(max(value, SMALL)) - bottom) / (top - bottom) * BAR

    low, high = _ends(line)
    start, end = max(place(low), 0.0), max(place(high), 0.0)
    return {
        "x": round(min(start, BAR - 1), 1),
        "width": round(max(end - start, 1), 1),
        "at": round(min(max(place(line.roas), 0.0), BAR - 2), 1),
        "even": round(place(1.0), 1),
        "more": low < SMALL,
    }


def scale_of(found: Roas) -> tuple[float, float]:
    """Logarithms of the ends of the bars' scale: it goes from the smallest to the largest end of all intervals and always
    holds 1.0 with room at both sides. Logarithmic, for one line of 20 times would squeeze all others.
    """
    ends = [end for one in found.lines if one.roas is not None for end in _ends(one) if end >= SMALL]
    return log(min([*ends, 1 / ROOM])), log(max([*ends, ROOM]))


def _ends(line: Line) -> tuple[float, float]:
    """The interval of a line that has a ROAS; the figure itself where there is none."""
    middle = line.roas or 0.0
    low = middle if line.roas_low is None else line.roas_low
    return low, middle if line.roas_high is None else line.roas_high


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
    name = sort.removeprefix("-")
    if name not in SORTS:
        return lines
    return sorted(lines, key=lambda line: float(getattr(line, name) or 0.0), reverse=sort.startswith("-"))


def deeper(question: Question, key: str) -> str:
    """Address of the parts of a line; empty where it has none."""
    if question.within or key == UNATTRIBUTED or question.by not in DEEPER or channels_only(question.rule):
        return ""
    parts = replace(question, by=DEEPER[question.by], within=(question.by, key))
    return f"?{address(parts)}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
