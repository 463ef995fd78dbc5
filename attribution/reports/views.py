"""The ROAS page and its CSV."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import DIMENSIONS
from attribution.reports.page import address, chart, rows
from attribution.reports.period import read_question
from attribution.reports.roas import Line, RoasReport, roas
from compliance.accounts.permissions import member, needs
from compliance.registry import members
from compliance.saved_views.queries import saved_views_context
from compliance.tables import render as render_table


@require_safe
@needs("reports.view")
def roas_page(request: HttpRequest) -> HttpResponse:
    """GET /roas/: the report; period, dimension, rule, order and the part looked at are in the address."""
    account = member(request).account
    question, period = read_question(request.GET, account.time_zone)
    found = roas(question)
    before = roas(question.before(), visits=False) if period.compare == "previous" else None
    context: dict[str, Any] = {
        "question": question,
        "period": period,
        "dimensions": DIMENSIONS,
        "rules": [(key, rule.label) for key, rule in members("CREDIT_RULES", CreditRule).items()],
        "address": address(question),
        "rows": rows(question, found, before, request.GET.get("sort", "")),
        "total": found.total,
        "paid": found.paid,
        "before": before,
        "compared": before is not None,
        "was": before.total if before else Line("", cost=None),
        "was_paid": before.paid if before else Line("", cost=None),
        "chart": chart(found, account.currency),
        **saved_views_context(request, "roas"),
    }
    return render(request, "attribution/roas.html", context)


@require_safe
@needs("reports.view")
def roas_csv(request: HttpRequest) -> HttpResponse:
    """GET /roas.csv: the same report for a spreadsheet, formulas made harmless."""
    question, _ = read_question(request.GET, member(request).account.time_zone)
    report = RoasReport()
    text = render_table(report.columns, report.rows(question), "csv")
    name = f"roas-{question.by}-{question.start}-{question.end}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text + "\n", content_type="text/csv; charset=utf-8", headers=headers)
