"""The page of a pool's plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from attribution.models import NumberPool
from attribution.planner import page
from attribution.planner.erlang import MOST, TooMany
from attribution.planner.forms import WhatIfForm
from attribution.planner.plan import is_tight, plan_pool
from attribution.planner.question import defaults, read_what_if
from compliance.accounts.permissions import member, needs


@require_safe
@needs("numbers.view")
def pool_plan(request: HttpRequest, pool_id: int) -> HttpResponse:
    """GET /numbers/pools/<id>/plan/: how many numbers it needs; `growth`, `lease_seconds`, `cooldown_seconds`, `price`,
    and without leases `visits_per_hour` and `minutes`, change what is asked. 422 where one of them is no good.
    """
    pool = get_object_or_404(NumberPool, pk=pool_id)
    asked, zone = read_what_if(request.GET, pool), member(request).account.time_zone
    trouble = ""
    try:
        plan = plan_pool(pool, asked, zone)
    except TooMany:
        trouble = _("That would need more than %(most)s numbers.") % {"most": MOST}
        asked = defaults(pool)
        plan = plan_pool(pool, asked, zone)
    form = WhatIfForm(request.GET, asked, assumed=plan.assumed)
    if trouble:
        form.add_error(None, trouble)
    context: dict[str, Any] = {
        "pool": pool,
        "plan": plan,
        "form": form,
        "changed": asked != defaults(pool),
        "tight": is_tight(plan.load, plan.numbers, plan.short_share),
        "chart": page.refusals(plan),
        "trend": page.weeks(plan),
        "week": [] if plan.assumed else page.week(plan),
        "hours": range(24),
    }
    return render(request, "attribution/pool_plan.html", context, status=422 if form.errors else 200)
