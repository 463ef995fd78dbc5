"""Runs stages: claims the row, asks consent, keeps the lease, stores how it went, wakes the next stage."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from calls.models import Call, Recording, StageRun
from calls.pipeline.heartbeat import LEASE, beating
from calls.pipeline.stage import Stage, StageError
from compliance.causes import frames_of
from compliance.consent.gate import may
from compliance.dispatch import enqueue
from compliance.registry import members

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
FIRST_DELAY = timedelta(seconds=5)
TASK = "calls.run_stage"
Status = StageRun.Status
FINAL = (Status.DONE, Status.SKIPPED)


def stages() -> dict[str, type[Stage]]:
    """The stages of CALL_PIPELINE by key, in order."""
    return members("CALL_PIPELINE", Stage)


def start(call: Call) -> None:
    """Gives the call a row per stage and wakes the first. Doing it again changes nothing."""
    with transaction.atomic():
        rows = [
            StageRun(account_id=call.account_id, call=call, key=key, position=n)
            for n, key in enumerate(stages())
        ]
        StageRun.objects.bulk_create(rows, ignore_conflicts=True)
        Call.objects.filter(pk=call.pk, processing=Call.Processing.WAITING).update(
            processing=Call.Processing.RUNNING
        )
        advance(call.pk)


def start_by_id(call_id: int) -> None:
    """As `start`; a recording that arrived after the stages had gone on without one makes them run again."""
    call = Call.objects.filter(pk=call_id).first()
    if call is None:
        return
    start(call)
    skipped = StageRun.objects.filter(call=call, key="fetch_recording", status=Status.SKIPPED).first()
    arrived = call.recordings.filter(state=Recording.State.ANNOUNCED).exclude(url="")
    if skipped is not None and arrived.exists():
        retry(skipped)


def advance(call_id: int) -> None:
    """Wakes the call's next stage, or closes its processing when none is left."""
    failed = False
    for run in StageRun.objects.filter(call_id=call_id).order_by("position"):
        if run.status in FINAL:
            continue
        if run.status == Status.FAILED and run.retry_at is None:
            failed = True
            continue
        if run.status == Status.WAITING:
            nudge(run)
        return
    state = Call.Processing.ATTENTION if failed else Call.Processing.DONE
    Call.objects.filter(pk=call_id).update(processing=state)


def nudge(run: StageRun, delay: timedelta = timedelta(0)) -> None:
    """Puts the row's task on the queue and notes when."""
    StageRun.objects.filter(pk=run.pk).update(nudged_at=timezone.now() + delay)
    enqueue(TASK, run.pk, queue=stages()[run.key].queue, delay=delay.total_seconds())


def run_stage(run_id: int) -> None:
    """Runs one stage if it is due and nobody else has it; a row of another state is left alone."""
    run = claim(run_id)
    if run is None:
        return
    stage = stages()[run.key]()
    call = Call.objects.get(pk=run.call_id)
    reason = _reason_to_skip(stage, call)
    if reason:
        _finish(run, Status.SKIPPED, reason=reason)
        return
    logger.info("call %s: %s, attempt %s", call.pk, run.key, run.attempt)
    try:
        with beating(run):
            stage.run(call)
    except StageError as error:
        _fail(run, str(error), permanent=error.permanent)
    except Exception as error:  # noqa: BLE001  a bug in one stage must not stop the line
        logger.error("call %s: %s failed with %s", call.pk, run.key, frames_of(error))
        _fail(run, type(error).__name__, permanent=False)
    else:
        _finish(run, Status.DONE, version=stage.version, input_hash=stage.input_hash(call))


def retry(run: StageRun) -> None:
    """Puts a failed or skipped stage and those after it back to waiting, at a person's wish."""
    with transaction.atomic():
        later = StageRun.objects.filter(call_id=run.call_id, position__gte=run.position).exclude(
            status=Status.RUNNING
        )
        later.update(
            status=Status.WAITING, attempt=0, retry_at=None, reason="", started_at=None, finished_at=None
        )
        Call.objects.filter(pk=run.call_id).update(processing=Call.Processing.RUNNING)
        advance(run.call_id)


def due(now: datetime) -> Q:
    """Rows a worker may take: waiting, due for another try, or left behind by a worker that died."""
    return (
        Q(status=Status.WAITING)
        | Q(status=Status.FAILED, retry_at__lte=now)
        | Q(status=Status.RUNNING, lease_until__lt=now)
    )


def unfinished() -> Q:
    """Rows that the stages after them must wait for."""
    return ~Q(status__in=FINAL) & ~Q(status=Status.FAILED, retry_at=None)


def claim(run_id: int) -> StageRun | None:
    """Takes the row by one conditional update; None when it is not due, out of turn, or somebody has it."""
    now = timezone.now()
    run = StageRun.objects.filter(pk=run_id).filter(due(now)).first()
    if run is None:
        return None
    before = StageRun.objects.filter(call_id=run.call_id, position__lt=run.position)
    if before.filter(unfinished()).exists():
        return None
    if run.attempt >= MAX_ATTEMPTS:
        _fail(run, run.reason or "the worker died each time", permanent=True)
        return None
    taken = (
        StageRun.objects.filter(pk=run.pk, attempt=run.attempt)
        .filter(due(now))
        .update(
            status=Status.RUNNING,
            attempt=run.attempt + 1,
            started_at=now,
            lease_until=now + LEASE,
            retry_at=None,
        )
    )
    if not taken:
        return None
    run.refresh_from_db()
    return run


def _reason_to_skip(stage: Stage, call: Call) -> str:
    done = set(StageRun.objects.filter(call=call, status=Status.DONE).values_list("key", flat=True))
    missing = [key for key in stage.needs if key not in done]
    if missing:
        return f"needs {', '.join(missing)}"
    reason = stage.reason_to_skip(call)
    if not reason and stage.purpose and not may(call.subject, stage.purpose):
        return f"no consent to {stage.purpose}"
    return reason


def _finish(run: StageRun, status: str, **values: str) -> None:
    with transaction.atomic():
        mine = StageRun.objects.filter(pk=run.pk, attempt=run.attempt, status=Status.RUNNING)
        if mine.update(
            status=status, finished_at=timezone.now(), lease_until=None, **{"reason": "", **values}
        ):
            advance(run.call_id)


def _fail(run: StageRun, reason: str, *, permanent: bool) -> None:
    now = timezone.now()
    final = permanent or run.attempt >= MAX_ATTEMPTS
    delay = FIRST_DELAY * 4 ** max(run.attempt - 1, 0)
    with transaction.atomic():
        StageRun.objects.filter(pk=run.pk, attempt=run.attempt).update(
            status=Status.FAILED,
            reason=reason[:300],
            finished_at=now,
            lease_until=None,
            retry_at=None if final else now + delay,
        )
        if final:
            advance(run.call_id)
        else:
            nudge(run, delay)
