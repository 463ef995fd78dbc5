"""The ROAS page and its CSV."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attribution.costs.freshness import late_sources
from attribution.credit.rule import CreditRule
from attribution.reports.asked import Asked, read_asked
from attribution.reports.dimensions import DIMENSIONS, OF_CALL, TIME, may_cross
from attribution.reports.page import MOST, address, chart, rows
from attribution.reports.pivot import pivot
from attribution.reports.pivot_page import LABELS, pivot_page
from attribution.reports.report import channels_only
from attribution.reports.roas import Line, Roas, RoasReport, roas
from attribution.reports.sides import pairs, total
from attribution.reports.tables import pivot_table, sides_table
from compliance.accounts.permissions import member, needs
from compliance.registry import members
from compliance.saved_views.queries import saved_views_context
from compliance.tables import render as render_table


@require_safe
@needs("reports.view")
def roas_page(request: HttpRequest) -> HttpResponse:
    """GET /roas/: the report; period, dimensions, rules, order and the part looked at are in the address."""
    account = member(request).account
    asked = read_asked(request.GET, account.time_zone)
    question, found = asked.question, roas(asked.question)
    # Another rule is about the same visits and costs; they are counted again so that both sides are whole.
    beside = roas(asked.other, visits=asked.sides) if asked.other else None
    context: dict[str, Any] = {
        "asked": asked,
        "question": question,
        "period": asked.period,
        "address": address(question),
        "total": found.total,
        "paid": found.paid,
        "late_costs": late_sources(datetime.now(ZoneInfo(account.time_zone)).date(), account.time_zone),
        **_choices(asked),
        **_before(asked, beside),
        **_table(request, asked, found, beside, account.currency),
        **saved_views_context(request, "roas"),
    }
    return render(request, "attribution/roas.html", context)


def _choices(asked: Asked) -> dict[str, Any]:
    rules = members("CREDIT_RULES", CreditRule)
    question = asked.question
    return {
        "dimensions": _grouped(DIMENSIONS),
        "columns": _grouped([one for one in DIMENSIONS if may_cross(question.by, one, question.within)]),
        "measures": list(LABELS.items()),
        "measure": LABELS[asked.measure],
        "rules": [(key, rule.label) for key, rule in rules.items()],
        "rule": rules[question.rule],
        "against_rule": rules.get(asked.against),
        "channels_only": channels_only(question.rule),
    }


def _grouped(names: Any) -> list[tuple[str, list[str]]]:
    """Dimensions by what they are of: where a visit came from, time, the call."""
    groups: dict[str, list[str]] = {"origin": [], "time": [], "call": []}
    for name in names:
        groups["time" if name in TIME else "call" if name in OF_CALL else "origin"].append(name)
    return [(key, found) for key, found in groups.items() if found]


def _before(asked: Asked, beside: Roas | None) -> dict[str, Any]:
    """The period compared with, for the tiles; another rule is no period."""
    before = None if asked.against else beside
    return {
        "before": before,
        "compared": before is not None,
        "was": before.total if before else Line("", cost=None),
        "was_paid": before.paid if before else Line("", cost=None),
    }


def _table(
    request: HttpRequest, asked: Asked, found: Roas, beside: Roas | None, currency: str
) -> dict[str, Any]:
    """The one table of the page: a pivot, two sides, or the figures."""
    every = request.GET.get("all") == "1"
    if asked.across:
        crossed = pivot(asked.question, asked.across, asked.measure)
        shown = pivot_page(asked.question, asked.across, asked.measure, crossed, currency, every=every)
        return {
            "table": "pivot",
            "pivot": shown,
            "chart": shown.chart,
            "hidden": shown.hidden,
            "any": crossed.rows,
        }
    if asked.sides and beside and asked.other:
        both = pairs(found, beside)
        shown_pairs = both if every else both[:MOST]
        return {
            "table": "sides",
            "pairs": shown_pairs,
            "total_pair": total(found, beside),
            "other_address": address(asked.other),
            "hidden": len(both) - len(shown_pairs),
            "any": both,
        }
    lines = rows(asked.question, found, beside, request.GET.get("sort", ""))
    shown_lines = lines if every else lines[:MOST]
    return {
        "table": "figures",
        "rows": shown_lines,
        "chart": chart(found, currency),
        "hidden": len(lines) - len(shown_lines),
        "any": lines,
    }


@require_safe
@needs("reports.view")
def roas_csv(request: HttpRequest) -> HttpResponse:
    """GET /roas.csv: the same table with all its lines for a spreadsheet, formulas made harmless."""
    asked = read_asked(request.GET, member(request).account.time_zone)
    question = asked.question
    name = f"roas-{question.by}-{question.start}-{question.end}.csv"
    if asked.across:
        columns, lines = pivot_table(pivot(question, asked.across, asked.measure), asked.measure)
        name = f"roas-{question.by}-{asked.across}-{question.start}-{question.end}.csv"
    elif asked.sides and asked.other:
        columns, lines = sides_table(roas(question), roas(asked.other))
    else:
        columns, lines = RoasReport.columns, tuple(RoasReport().rows(question))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(
        render_table(columns, lines, "csv") + "\n", content_type="text/csv; charset=utf-8", headers=headers
    )
