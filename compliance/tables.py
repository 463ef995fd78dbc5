"""A table for people (aligned text), spreadsheets (CSV, formulas made harmless) or programs (JSON)."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence

FORMATS = ("table", "csv", "json")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# As in +14155550123 or -12.50: a sign and digits compute nothing.
NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")
Cell = str | int | float | None


def render(columns: Sequence[str], rows: Sequence[Mapping[str, Cell]], style: str) -> str:
    """The rows in one of FORMATS; missing values are empty, in JSON null."""
    if style == "json":
        return json.dumps([{name: row.get(name) for name in columns} for row in rows], indent=2)
    if style == "csv":
        output = io.StringIO()
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([harmless(row.get(name)) for name in columns] for row in rows)
        return output.getvalue().rstrip("\n")
    return _aligned(columns, rows)


def harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front; a phone number or an amount is none."""
    if isinstance(cell, str) and cell.startswith(FORMULA) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _aligned(columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> str:
    texts = [[_text(row.get(name)) for name in columns] for row in rows]
    widths = (
        [max(map(len, column)) for column in zip(columns, *texts, strict=True)]
        if texts
        else [len(c) for c in columns]
    )
    right = [all(not isinstance(row.get(name), str) for row in rows) for name in columns]
    lines = [list(columns), ["-" * width for width in widths], *texts]
    return "\n".join(
        "  ".join(
            text.rjust(w) if r else text.ljust(w) for text, w, r in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def _text(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:,.2f}" if isinstance(cell, float) else str(cell)
