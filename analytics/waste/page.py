"""What the page on wasted spend shows of the report: links to the calls behind its numbers, and the hours as a chart."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from analytics.summaries.definitions import NONE
from analytics.waste.question import Asked
from analytics.waste.reasons import ANY, MEANINGS, REASONS
from analytics.waste.sums import Amount
from analytics.waste.waste import RULE, Line, Waste

TONES = {"unreached": 2, "waited": 3, "mishandled": 4, "spam": 6}


@dataclass(frozen=True, slots=True)
class Cell:
    """Calls and cost under one reason, and the address of the calls ("" where there are none)."""

    reason: str
    amount: Amount
    link: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the calls counted under each reason, the wasted ones together, and all of the line."""

    line: Line
    cells: list[Cell]
    wasted: Cell
    all_link: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason over the whole period: counted once, and all calls it applies to."""

    label: str | Promise
    meaning: str
    counted: Cell
    having: Cell
    tone: int


def rows(asked: Asked, found: Waste) -> list[Row]:
    """The lines with their links."""
    return [row(asked, line) for line in found.lines]


def row(asked: Asked, line: Line) -> Row:
    """One line, or the total."""
    cells = [
        _cell(asked, line, reason, amount, counted_waste=reason) for reason, amount in line.counted.items()
    ]
    return Row(line, cells, _cell(asked, line, ANY, line.wasted, waste=ANY), _address(asked, line))


def reason_rows(asked: Asked, found: Waste) -> list[ReasonRow]:
    """The reasons in the order in which calls are counted."""
    total = found.total
    return [
        ReasonRow(
            REASONS[key],
            str(MEANINGS[key]) % {"seconds": asked.wait_seconds},
            _cell(asked, total, key, total.counted[key], counted_waste=key),
            _cell(asked, total, key, total.having[key], waste=key),
            TONES[key],
        )
        for key in REASONS
    ]


def chart(asked: Asked, found: Waste, currency: str) -> dict[str, Any]:
    """The hours of the day: wasted cost by reason, or wasted calls where nothing had a cost."""
    money = found.total.wasted.cost > 0
    return {
        "kind": "stacked",
        "x": [line.label for line in found.hours],
        "series": [
            {
                "name": str(label),
                "values": [
                    round(line.counted[key].cost if money else line.counted[key].calls, 2)
                    for line in found.hours
                ],
                "tone": TONES[key],
            }
            for key, label in REASONS.items()
        ],
        "unit": "money" if money else "count",
        "currency": currency,
        "links": [_of_hour(asked, line) for line in found.hours],
    }


def _of_hour(asked: Asked, line: Line) -> str:
    query = {**_period(asked), "hour": line.key, "waste": ANY, "max_wait": asked.wait_seconds}
    return f"{reverse('calls')}?{urlencode(query)}"


def _cell(asked: Asked, line: Line, reason: str, amount: Amount, **narrow: str) -> Cell:
    link = _address(asked, line, **narrow, max_wait=str(asked.wait_seconds)) if amount.calls > 1e-9 else ""
    return Cell(reason, amount, link)


def _address(asked: Asked, line: Line, **narrow: str) -> str:
    """The list of exactly these calls: a campaign's are those credited to it, the others are told by their own facts."""
    question = asked.question
    if not line.sums.calls.calls:
        return ""
    own: dict[str, Any] = {}
    if line.key is not None and question.by == "campaign":
        cell = {"by": "campaign", "rule": RULE, "figure": "calls", "key": line.key}
        own = {"from": question.start, "to": question.end, **cell}
    elif line.key is not None:
        own = {question.by: line.key or NONE}
    query = {"direction": "inbound", **_period(asked), **own, **narrow}
    return f"{reverse('calls')}?{urlencode(query)}"


def _period(asked: Asked) -> dict[str, Any]:
    return {"start_date": asked.question.start, "end_date": asked.question.end}
