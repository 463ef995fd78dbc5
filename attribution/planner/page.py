"""What the page of a plan shows: two charts, and the load of each hour of the week."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from attribution.planner.plan import Plan
from attribution.planner.trend import WEEK

STEPS = 5
DAY = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of the week: numbers in use (None: not seen), and how dark it is drawn, 0 to STEPS."""

    load: float | None
    tone: int


@dataclass(frozen=True, slots=True)
class Day:
    """One row of the week."""

    name: Any
    cells: Sequence[Cell]


def refusals(plan: Plan) -> dict[str, Any]:
    """The share of visitors refused at each size, for `parts/chart.html`; the bar is what the pool has."""
    sizes = plan.sizes
    lines = [
        {
            "name": _("In the busy hour"),
            "values": [round(one.refused_busy, 5) for one in sizes],
            "kind": "lines",
            "tone": 2,
        }
    ]
    if plan.now.refused is not None:
        week = [round(one.refused or 0.0, 5) for one in sizes]
        lines.append({"name": _("Over the week"), "values": week, "kind": "lines", "tone": 3})
    now = [round(one.refused_busy, 5) if one.numbers == plan.numbers else None for one in sizes]
    return {
        "kind": "bars",
        "x": [str(one.numbers) for one in sizes],
        "series": [*lines, {"name": _("What the pool has"), "values": now, "tone": 1}],
        "unit": "percent",
    }


def weeks(plan: Plan) -> dict[str, Any] | None:
    """Visitors of the last weeks and of those to come with their 90 % interval; None without a trend."""
    trend = plan.trend
    if trend is None:
        return None
    past, ahead = len(trend.weeks), len(trend.ahead)
    none: list[float | None] = [None] * (past - 1)
    # Each week stands at its first day. The forecast's line begins at the last week seen.
    last = float(trend.weeks[-1])
    low, middle, high = zip(*trend.ahead, strict=True)
    return {
        "kind": "lines",
        "x": [(plan.end + n * WEEK).date().isoformat() for n in range(-past, ahead)],
        "series": [
            {"name": _("Visitors"), "values": [*trend.weeks, *([None] * ahead)], "tone": 1},
            {
                "name": _("Expected"),
                "values": [*none, last, *(round(one, 1) for one in middle)],
                "low": [*none, last, *(round(one, 1) for one in low)],
                "high": [*none, last, *(round(one, 1) for one in high)],
                "tone": 3,
            },
        ],
        "unit": "count",
    }


def week(plan: Plan) -> list[Day]:
    """Numbers in use in each hour of the week; the darkest tone is a load as large as the pool."""
    loads = [None if rate is None else rate * plan.load.occupancy for rate in plan.load.week]
    top = max([plan.numbers, *(load for load in loads if load is not None)]) or 1
    cells = [Cell(load, 0 if load is None else min(int(load / top * STEPS + 0.999), STEPS)) for load in loads]
    return [Day(WEEKDAYS_ABBR[day], cells[day * DAY : (day + 1) * DAY]) for day in range(7)]
