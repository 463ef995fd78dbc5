"""Which campaigns earn their money, and which do not."""

from dataclasses import dataclass

from analytics.overview.kpis import Overview
from attribution.reports.dimensions import UNATTRIBUTED
from attribution.reports.roas import Line

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Moved:
    """One paid campaign now, and its ROAS before (None: it had no cost then)."""

    line: Line
    before: float | None


def moved(found: Overview) -> dict[str, list[Moved]]:
    """Paid campaigns by falling ROAS: the `top` and the `bottom` ones (worst first), no campaign in both."""
    earlier = {line.key: line.roas for line in (found.roas_before.lines if found.roas_before else [])}
    paid = [line for line in found.roas.lines if line.cost and line.key != UNATTRIBUTED]
    ranked = [
        Moved(line, earlier.get(line.key)) for line in sorted(paid, key=lambda line: -(line.roas or 0.0))
    ]
    half = min(SHOWN, (len(ranked) + 1) // 2)
    return {"top": ranked[:half], "bottom": ranked[half:][::-1][:SHOWN]}
