"""The present rules over kept calls: previews, and runs that hide."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from calls.models import RedactionRun
from calls.redaction.queries import changes, runs, sums, told
from calls.redaction.runs import RunUnderWay, kept_calls, start_run
from compliance.accounts.permissions import needs, person
from compliance.lists import list_page
from compliance.redaction.services import VERSION

MANAGE = "settings.manage"
OPEN = (RedactionRun.State.WAITING, RedactionRun.State.RUNNING)


@require_safe
@needs(MANAGE)
def run_list(request: HttpRequest) -> HttpResponse:
    """GET /redaction/runs/: all runs, and how to start one."""
    kept = kept_calls()
    context = {
        "page": list_page(runs(), request.GET),
        "version": VERSION,
        "calls": kept.count(),
        "outdated": kept.exclude(redaction_version=VERSION).count(),
        "busy": RedactionRun.objects.filter(state__in=OPEN).exists(),
    }
    return render(request, "calls/redaction/runs.html", context)


@require_POST
@needs(MANAGE)
def start(request: HttpRequest) -> HttpResponse:
    """POST /redaction/runs/start/ `apply` yes: hides what is found; otherwise it is only counted."""
    user = person(request)
    try:
        run = start_run(apply=request.POST.get("apply") == "yes", user=user, actor=user.get_username())
    except RunUnderWay:
        messages.error(request, _("Another run has not ended yet."))
        return redirect("redaction-runs")
    return redirect("redaction-run", run.pk)


@require_safe
@needs(MANAGE)
def run_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """GET /redaction/runs/<id>/: how far it is and what it found; a fragment for htmx while it goes on."""
    run = get_object_or_404(RedactionRun.objects.select_related("asked_by"), pk=run_id)
    page = list_page(changes(run), request.GET)
    context = {
        "run": run,
        "busy": run.state in OPEN,
        "page": page,
        "rows": [told(change) for change in page.rows],
        "sums": sums(run),
        "newest": not RedactionRun.objects.filter(pk__gt=run.pk).exists(),
    }
    if request.headers.get("HX-Request") == "true":
        response = render(request, "calls/redaction/run_state.html", context)
        if not context["busy"]:
            response["HX-Refresh"] = "true"
        return response
    return render(request, "calls/redaction/run.html", context)
