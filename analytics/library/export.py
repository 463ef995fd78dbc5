"""Calls as CSV: the flat fields of the API, read in pages, so that any number of calls takes the same memory."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from analytics.library.listing import facts_of
from analytics.library.paging import page
from analytics.library.serializers import CallSerializer
from analytics.models import CallIndex
from compliance.tables import harmless

AT_ONCE = 500
VERDICTS = ("intent", "outcome", "sentiment")
LEFT_OUT = ("milestones",)


def csv_lines(rows: QuerySet[CallIndex], sort: str) -> Iterator[str]:
    """Head and one line per call; formulas are made harmless, verdicts become label and probability."""
    names: list[str] = []
    mark = ""
    while True:
        found = page(rows, sort=sort, before=mark, size=AT_ONCE)
        for cells in map(_flat, CallSerializer(facts_of(found.calls), many=True).data):
            if not names:
                names = list(cells)
                yield _line(names)
            yield _line(harmless(cells[name]) for name in names)
        mark = found.older
        if not mark:
            return


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, value in data.items():
        if name in VERDICTS:
            cells[name] = value["label"] if value else ""
            cells[f"{name}_probability"] = value["probability"] if value else None
        elif name not in LEFT_OUT:
            cells[name] = ", ".join(value) if isinstance(value, list) else value
    return cells


def _line(cells: Iterable[Any]) -> str:
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerow(["" if cell is None else cell for cell in cells])
    return output.getvalue()
