"""The list of calls and the page of one call."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from analytics.library.behind import Behind, read_behind
from analytics.library.facts import CallFacts
from analytics.library.filters import CallFilters
from analytics.library.page import call_page, progress
from analytics.library.paging import page
from analytics.library.queries import known_campaigns, with_facts
from calls.models import Call
from compliance.accounts.permissions import needs
from compliance.accounts.roles import allowed


@require_safe
@needs("calls.view")
def call_list(request: HttpRequest) -> HttpResponse:
    """GET /calls/: newest first; filters and place are in the address."""
    calls: QuerySet[Call] = Call.objects.all()
    behind = read_behind(request.GET)
    if behind:
        calls = calls.filter(pk__in=behind.calls())
    filters = CallFilters(_meant(request, behind), queryset=calls)
    shown = page(
        with_facts(filters.qs), before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    context: dict[str, Any] = {
        "filters": filters,
        "behind": behind,
        "page": shown,
        "rows": [CallFacts(call) for call in shown.calls],
        "campaigns": known_campaigns(),
        "filtered": behind is not None or any(filters.form.data.get(name) for name in filters.filters),
    }
    return render(request, "analytics/call_list.html", context)


@require_safe
@needs("calls.view")
def call_detail(request: HttpRequest, call_id: int) -> HttpResponse:
    """GET /calls/<id>/: everything about one call; 404 for another account's."""
    call = get_object_or_404(with_facts(Call.objects.all()), pk=call_id)
    listener = request.user.pk if may(request, "calls.listen") else None
    return render(request, "analytics/call.html", call_page(CallFacts(call), listener))


@require_safe
@needs("calls.view")
def call_progress(request: HttpRequest, call_id: int) -> HttpResponse:
    """GET /calls/<id>/progress/: how far the pipeline is, for polling; once done it asks for the whole page."""
    call = get_object_or_404(Call, pk=call_id)
    context = progress(call)
    response = render(request, "analytics/progress.html", context)
    if not context["busy"]:
        response["HX-Refresh"] = "true"
    return response


def _meant(request: HttpRequest, behind: Behind | None) -> Any:
    return None if behind else request.GET


def may(request: HttpRequest, permission: str) -> bool:
    """Whether the signed-in member has the permission."""
    membership = getattr(request, "membership", None)
    return membership is not None and allowed(membership.role, permission)
