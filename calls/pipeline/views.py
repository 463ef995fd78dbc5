"""The pipeline's page, and what a person may do with a call's stages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from calls.models import StageRun
from calls.pipeline.queries import attention, needing_attention, pipeline
from calls.pipeline.runner import retry, stages
from compliance.accounts.pages.switching import safe_next
from compliance.accounts.permissions import needs
from compliance.audit.chain import record
from compliance.lists import list_page

MOST_AT_ONCE = 500


@require_safe
@needs("calls.view")
def pipeline_page(request: HttpRequest) -> HttpResponse:
    """GET /pipeline/: the stages, calls that need a person, messages of carriers; a fragment for htmx."""
    if request.headers.get("HX-Request") == "true":
        return render(request, "calls/pipeline_state.html", {"pipeline": pipeline()})
    stage = request.GET.get("stage", "")
    stage = stage if stage in stages() else ""
    context: dict[str, Any] = {
        "pipeline": pipeline(),
        "page": list_page(attention(stage), request.GET),
        "stage": stage,
    }
    return render(request, "calls/pipeline.html", context)


@require_POST
@needs("calls.edit")
def retry_stage(request: HttpRequest, call_id: int, key: str) -> HttpResponse:
    """POST /calls/<id>/stages/<key>/retry/ `next`: the stage and those after it run again; then back."""
    run = get_object_or_404(
        StageRun, call_id=call_id, key=key, status__in=[StageRun.Status.FAILED, StageRun.Status.SKIPPED]
    )
    retry(run)
    record("call.stage_retried", run.call, stage=key)
    return redirect(safe_next(request)) if request.POST.get("next") else redirect("call", call_id)


@require_POST
@needs("calls.edit")
def retry_failed(request: HttpRequest, key: str) -> HttpResponse:
    """POST /pipeline/<stage>/retry/: every run of the stage that needs a person runs again, 500 at a time."""
    if key not in stages():
        raise Http404
    runs = list(needing_attention().filter(key=key).order_by("pk")[:MOST_AT_ONCE])
    for run in runs:
        retry(run)
    if runs:
        record("pipeline.stage_retried", stage=key, calls=len(runs))
    text = ngettext("%(count)d call runs again.", "%(count)d calls run again.", len(runs))
    messages.success(request, text % {"count": len(runs)})
    return redirect("pipeline")
