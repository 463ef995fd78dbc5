"""`report waste`."""

from typing import Any

from analytics.waste.reasons import REASONS
from analytics.waste.waste import DIMENSIONS, Line, waste
from attribution.reports.report import Question, Report
from compliance.tables import Cell


def row_of(line: Line) -> dict[str, Any]:
    """A line as plain columns."""
    low, high = line.share.interval or (None, None)
    row: dict[str, Any] = {
        "key": line.key,
        "name": line.label,
        "calls": line.calls,
        "cost": line.cost,
        "wasted_calls": line.wasted.calls,
        "wasted_cost": line.wasted.cost,
        "wasted_share": line.share.value,
        "wasted_share_low": low,
        "wasted_share_high": high,
    }
    for reason, amount in line.counted.items():
        row[f"{reason}_calls"], row[f"{reason}_cost"] = amount
    return row


class WasteReport(Report):
    """Calls and cost by reason, each call under the first reason that applies."""

    key = "waste"
    columns = (
        "by",
        "calls",
        "cost",
        "wasted_calls",
        "wasted_cost",
        "wasted_share",
        "wasted_share_low",
        "wasted_share_high",
        *(f"{reason}_{what}" for reason in REASONS for what in ("calls", "cost")),
    )
    dimensions = DIMENSIONS

    def rows(self, question: Question) -> list[dict[str, Cell]]:
        """One row per line, the total last."""
        found = waste(question)
        rows = [row_of(line) for line in (*found.lines, found.total)]
        return [{"by": row["name"], **{name: row[name] for name in self.columns[1:]}} for row in rows]
