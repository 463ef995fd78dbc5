"""The first page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.overview.attention import matters
from analytics.overview.charts import calls_and_spend
from analytics.overview.kpis import overview
from analytics.overview.tops import moved
from analytics.summaries.index import refresh
from attribution.reports.period import read_period
from calls.models import Call
from compliance.accounts.permissions import member, needs


@require_safe
@needs("reports.view")
def overview_page(request: HttpRequest) -> HttpResponse:
    """GET /overview/: how the period went against the one before, and what needs somebody."""
    account = member(request).account
    refresh()
    period = read_period(request.GET, account.time_zone)
    found = overview(period, account.time_zone)
    context: dict[str, Any] = {
        "period": period,
        "overview": found,
        "kpis": found.kpis,
        "matters": matters(account.time_zone),
        "chart": calls_and_spend(found, account.currency),
        "campaigns": moved(found),
        "empty": not Call.objects.exists(),
    }
    return render(request, "analytics/overview/overview.html", context)
