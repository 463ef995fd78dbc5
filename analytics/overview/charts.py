"""What the charts of the overview show, in the shape `parts/chart.html` takes."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from analytics.overview.kpis import Overview

MOST_DAYS = 62


def calls_and_spend(found: Overview, currency: str) -> dict[str, Any]:
    """Bars of calls and conversions, a line of spend on an axis of its own; by day, by week for long periods."""
    step = 1 if found.period.days <= MOST_DAYS else 7
    starts = range(0, found.period.days, step)
    days = [found.days[n : n + step] for n in starts]
    dates = [found.period.start + timedelta(days=n) for n in starts]
    return {
        "kind": "bars",
        "x": [day.isoformat() for day in dates],
        "series": [
            {"name": _("Calls"), "values": [sum(day.calls for day in some) for some in days], "tone": 1},
            {
                "name": _("Conversions"),
                "values": [sum(day.conversions for day in some) for some in days],
                "tone": 2,
            },
            {
                "name": _("Spend"),
                "values": [round(sum(day.cost for day in some), 2) for some in days],
                "kind": "lines",
                "axis": 2,
                "tone": 4,
            },
        ],
        "unit": "count",
        "unit2": "money",
        "currency": currency,
        "links": [
            f"/calls/?offered=true&start_date={day}&end_date={day + timedelta(days=step - 1)}"
            for day in dates
        ],
    }
