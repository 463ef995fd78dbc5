"""What a person may do with a call's pipeline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from calls.models import StageRun
from calls.pipeline.runner import retry
from compliance.accounts.permissions import needs
from compliance.audit.chain import record


@require_POST
@needs("calls.edit")
def retry_stage(request: HttpRequest, call_id: int, key: str) -> HttpResponse:
    """POST /calls/<id>/stages/<key>/retry/: the stage and those after it run again; then back to the call."""
    run = get_object_or_404(
        StageRun, call_id=call_id, key=key, status__in=[StageRun.Status.FAILED, StageRun.Status.SKIPPED]
    )
    retry(run)
    record("call.stage_retried", run.call, actor=request.user.get_username(), stage=key)
    return redirect("call", call_id)
