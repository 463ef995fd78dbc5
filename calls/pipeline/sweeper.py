"""Finds work whose nudge was lost: rows are the truth, the queue is a nudge."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from calls.models import Call, ProviderEvent, StageRun
from calls.pipeline.runner import due, nudge, start, unfinished
from compliance.dispatch import enqueue
from compliance.tenancy import use_account

NUDGE_AFTER = timedelta(seconds=30)
QUIET = timedelta(minutes=2)
ORPHANED = timedelta(days=1)
RECORDING_GRACE = timedelta(minutes=15)
BATCH = 500


def sweep() -> int:
    """Enqueues every event, call and stage that waits without reason; how many there were."""
    return _events() + _calls() + _stages()


def _events() -> int:
    """Messages that wait; those whose call never came within a day are closed as failed."""
    now = timezone.now()
    received = ProviderEvent.everywhere.filter(state=ProviderEvent.State.RECEIVED)
    received.filter(received_at__lt=now - ORPHANED).update(
        state=ProviderEvent.State.FAILED, error="the call it belongs to never came"
    )
    waiting = received.filter(received_at__lt=now - NUDGE_AFTER).order_by("received_at")[:BATCH]
    for event in waiting:
        with use_account(event.account_id):
            enqueue("calls.apply_event", event.pk)
    return len(waiting)


def _calls() -> int:
    """Calls that ended and whose recording nobody announced in time, or whose start was lost."""
    late = timezone.now() - RECORDING_GRACE
    stuck = Call.everywhere.filter(
        state=Call.State.ENDED, processing=Call.Processing.WAITING, ended_at__lt=late, stage_runs=None
    )[:BATCH]
    for call in stuck:
        with use_account(call.account_id):
            start(call)
    return len(stuck)


def _stages() -> int:
    now = timezone.now()
    quiet = Q(nudged_at=None) | Q(nudged_at__lt=now - QUIET)
    earlier = StageRun.everywhere.filter(
        unfinished(), call_id=OuterRef("call_id"), position__lt=OuterRef("position")
    )
    open_rows = StageRun.everywhere.filter(due(now), quiet, call__processing=Call.Processing.RUNNING)
    rows = open_rows.exclude(Exists(earlier)).order_by("call_id", "position")[:BATCH]
    for run in rows:
        with use_account(run.account_id):
            nudge(run)
    return len(rows)
