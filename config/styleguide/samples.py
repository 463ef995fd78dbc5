"""Made-up but realistic content for the parts. Nothing here is read from the database."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import QueryDict

PAGE = 12
ROWS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sample table."""

    number: int
    at: datetime
    caller: str
    city: str
    campaign: str
    agent: str
    length: int
    outcome: str
    tone: str
    score: int


@dataclass(frozen=True, slots=True)
class Column:
    """One choice of the columns menu."""

    key: str
    label: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Period:
    """What the period picker shows."""

    key: str
    start: date
    end: date
    compare: str


@dataclass(frozen=True, slots=True)
class Page:
    """Where one is in the sample table."""

    newer: str
    older: str
    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter in use."""

    name: str
    label: str
    text: str
    value: str = ""


CITIES = ("Oakland, CA", "San José, CA", "Fremont, CA", "Daly City, CA", "Berkeley, CA")
CAMPAIGNS = ("Furnace repair", "Maintenance plan", "Clean air autumn", "Heat pumps, East Bay")
AGENTS = ("Dana Whitfield", "Marcus Oyelaran", "Irene Castellanos")
OUTCOMES = (("Appointment booked", "good"), ("Quote given", "accent"), ("No sale", ""), ("Complaint", "bad"))
COLUMNS = (
    ("campaign", "Campaign"),
    ("agent", "Agent"),
    ("length", "Length"),
    ("outcome", "Outcome"),
    ("score", "Score"),
)
ORDERS = {"time": "at", "length": "length", "score": "score", "caller": "caller"}
START = datetime(2026, 11, 21, 17, 56, tzinfo=UTC)


def sample_row(number: int) -> Row | None:
    """Row 1 to ROWS; None for any other number."""
    if not 1 <= number <= ROWS:
        return None
    outcome, tone = OUTCOMES[number * 7 % len(OUTCOMES)]
    return Row(
        number=number,
        at=START - timedelta(minutes=47 * number),
        caller=f"(510) 555-{100 + number * 37 % 100:04d}",
        city=CITIES[number % len(CITIES)],
        campaign=CAMPAIGNS[number * 3 % len(CAMPAIGNS)],
        agent=AGENTS[number % len(AGENTS)],
        length=40 + number * 83 % 520,
        outcome=outcome,
        tone=tone,
        score=45 + number * 29 % 56,
    )


def page_of_rows(query: QueryDict) -> dict[str, Any]:
    """Rows, place and columns of the sample table as the address asks for them."""
    order = query.get("sort", "-time")
    rows = [row for number in range(1, ROWS + 1) if (row := sample_row(number)) is not None]
    field = ORDERS.get(order.removeprefix("-"), "at")
    rows.sort(key=lambda row: (getattr(row, field), row.number), reverse=order.startswith("-"))
    start = _number(query.get("before", ""), _number(query.get("after", ""), 0))
    shown = rows[start : start + PAGE]
    wanted = query.getlist("columns")
    return {
        "rows": shown,
        "columns": [Column(key, label, not wanted or key in wanted) for key, label in COLUMNS],
        "left_out": [key for key, _label in COLUMNS if wanted and key not in wanted],
        "page": Page(
            newer=str(start - PAGE) if start else "",
            older=str(start + PAGE) if start + PAGE < ROWS else "",
            first=start + 1,
            last=start + len(shown),
            count=ROWS,
        ),
        "active_filters": [
            Filter("campaign", "Campaign", "Furnace repair"),
            Filter("outcome", "Outcome", "Quote given", "quote"),
        ],
        "period": Period(
            query.get("period", "30"),
            date(2026, 10, 23),
            date(2026, 11, 21),
            query.get("compare", "previous"),
        ),
    }


def samples() -> dict[str, Any]:
    """Content of the parts that do not depend on the address."""
    days = [(date(2026, 10, 23) + timedelta(days=number)).isoformat() for number in range(30)]
    spend = [round(140 + 40 * math.sin(day / 3) + day * 2, 2) for day in range(30)]
    calls = [round(18 + 6 * math.cos(day / 2.4) + day / 4) for day in range(30)]
    roas = [1.6 + math.sin(day / 4) * 0.4 + day / 40 for day in range(30)]
    return {
        "roas_points": roas,
        "roas_low": [value - 0.35 for value in roas],
        "roas_high": [value + 0.45 for value in roas],
        "cpa_points": [70 - day * 0.9 + 4 * math.sin(day) for day in range(30)],
        "by_day": {
            "kind": "bars",
            "x": days,
            "series": [
                {"name": "Spend", "values": spend, "tone": 2},
                {"name": "Calls", "values": calls, "kind": "lines", "axis": 2, "tone": 1},
            ],
            "unit": "money",
            "currency": "USD",
            "unit2": "count",
        },
        "by_campaign": {
            "kind": "bars_interval",
            "x": list(CAMPAIGNS),
            "series": [
                {"name": "Cost", "values": [182.4, 64.8, 96.0, 141.15], "tone": 2},
                {
                    "name": "Value",
                    "values": [174.6, 405.0, 349.2, None],
                    "low": [20.0, 90.0, 60.0, None],
                    "high": [530.0, 1250.0, 710.0, None],
                    "tone": 1,
                },
            ],
            "unit": "money",
            "currency": "USD",
        },
        "no_figures": {"kind": "bars", "x": [], "series": [], "unit": "count"},
        "moment": START,
        "snippet": '<script async src="https://calls.example.com/t.js" data-site-key="rt_0f3kQz"></script>',
    }


def _number(text: str, otherwise: int) -> int:
    return min(int(text), ROWS) if text.isdecimal() and len(text) < 6 else otherwise
