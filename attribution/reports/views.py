"""The ROAS page and its CSV."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.period import DAYS, read_question
from attribution.reports.report import Question
from attribution.reports.roas import Line, Roas, RoasReport, roas
from compliance.accounts.permissions import needs
from compliance.registry import members
from compliance.tables import render as render_table

CHART_LINES = 12
BAR = 120


@require_safe
@needs("reports.view")
def roas_page(request: HttpRequest) -> HttpResponse:
    """GET /roas/: the report; period, dimension and rule are in the address."""
    account = request.membership.account  # type: ignore[attr-defined]
    question, period = read_question(request.GET, account.time_zone)
    found = roas(question)
    context: dict[str, Any] = {
        "question": question,
        "period": period.key,
        "periods": list(DAYS),
        "dimensions": DIMENSIONS,
        "rules": [(key, rule.label) for key, rule in members("CREDIT_RULES", CreditRule).items()],
        "address": address(question),
        "rows": [(line, interval_bar(line, found)) for line in found.lines],
        "total": found.total,
        "chart": _chart(found, account.currency),
    }
    return render(request, "attribution/roas.html", context)


@require_safe
@needs("reports.view")
def roas_csv(request: HttpRequest) -> HttpResponse:
    """GET /roas.csv: the same report for a spreadsheet, formulas made harmless."""
    account = request.membership.account  # type: ignore[attr-defined]
    question, _ = read_question(request.GET, account.time_zone)
    report = RoasReport()
    text = render_table(report.columns, report.rows(question), "csv")
    name = f"roas-{question.by}-{question.start}-{question.end}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text + "\n", content_type="text/csv; charset=utf-8", headers=headers)


def address(question: Question) -> str:
    """The question as the query part of an address."""
    return urlencode({"from": question.start, "to": question.end, "by": question.by, "rule": question.rule})


def interval_bar(line: Line, found: Roas) -> dict[str, float] | None:
    """The ROAS interval as x and width in a box of BAR units, on one scale for all lines; 1.0 is marked."""
    if line.roas is None:
        return None
    highs = [
        one.roas if one.roas_high is None else one.roas_high for one in found.lines if one.roas is not None
    ]
    scale = BAR / max([*highs, 1.0])
    low = line.roas if line.roas_low is None else line.roas_low
    high = line.roas if line.roas_high is None else line.roas_high
    return {
        "x": round(max(low, 0) * scale, 1),
        "width": round(max((high - max(low, 0)) * scale, 1), 1),
        "at": round(line.roas * scale, 1),
        "even": round(scale, 1),
    }


def _chart(found: Roas, currency: str) -> dict[str, Any]:
    shown = [line for line in found.lines if line.cost or line.value][:CHART_LINES]
    return {
        "currency": currency,
        "names": [line.key for line in shown],
        "cost": [round(line.cost or 0, 2) for line in shown],
        "value": [round(line.value, 2) for line in shown],
        "low": [_distance(line.value, line.value_low) for line in shown],
        "high": [_distance(line.value, line.value_high) for line in shown],
    }


def _distance(value: float, end: float | None) -> float | None:
    return None if end is None else round(abs(end - value), 2)
