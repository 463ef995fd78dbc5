"""The page on wasted spend and its CSV."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.waste.page import chart, reason_rows, row, rows
from analytics.waste.question import read_asked
from analytics.waste.reasons import LONGEST_WAIT, REASONS
from analytics.waste.report import WasteReport, row_of
from analytics.waste.waste import DIMENSIONS, waste
from compliance.accounts.permissions import member, needs
from compliance.tables import render as render_table


@require_safe
@needs("reports.view")
def waste_page(request: HttpRequest) -> HttpResponse:
    """GET /waste/: period, dimension and the wait that is too long are in the address."""
    account = member(request).account
    asked = read_asked(request.GET, account.time_zone)
    found = waste(asked.question, asked.wait_seconds)
    context: dict[str, Any] = {
        "asked": asked,
        "period": asked.period,
        "dimensions": DIMENSIONS,
        "longest_wait": LONGEST_WAIT,
        "found": found,
        "rows": rows(asked, found),
        "total": row(asked, found.total),
        "reasons": reason_rows(asked, found),
        "names": list(REASONS.values()),
        "chart": chart(asked, found, account.currency),
        "of_spend": found.total.wasted.cost / found.spend if found.spend else None,
    }
    return render(request, "analytics/waste/waste.html", context)


@require_safe
@needs("reports.view")
def waste_csv(request: HttpRequest) -> HttpResponse:
    """GET /waste.csv: the same lines for a spreadsheet, formulas made harmless."""
    asked = read_asked(request.GET, member(request).account.time_zone)
    found = waste(asked.question, asked.wait_seconds)
    lines = [{"by": one["name"], **one} for one in map(row_of, (*found.lines, found.total))]
    text = render_table(WasteReport.columns, lines, "csv")
    name = f"wasted-spend-{asked.question.by}-{asked.question.start}-{asked.question.end}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text + "\n", content_type="text/csv; charset=utf-8", headers=headers)
