"""The present rules over calls that are kept: a preview counts, an applied run hides what it finds.

A run is worked off call by call in the order of their ids; `RedactionRun.position` moves in the transaction that keeps
what was found, so a killed run goes on where it stopped and two workers never count a call twice.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from calls.models import RedactionChange, RedactionRun, Transcript
from calls.models import Turn as TurnRow
from calls.redaction.marks import marks_of, mask_marks
from calls.redaction.repair import RepairError, hide
from calls.redaction.unread import note_refused, note_unread
from calls.transcription.rows import dialogue
from compliance.audit.chain import record
from compliance.causes import caused_by, frames_of
from compliance.dispatch import enqueue
from compliance.policies import policy_of
from compliance.redaction.dialogue import Turn
from compliance.redaction.policy import PAYMENT_TYPES
from compliance.redaction.services import VERSION, engine
from compliance.redaction.span import Redaction, RedactionError, Segment
from compliance.tenancy import require_account_id, use_account

logger = logging.getLogger(__name__)

TASK = "calls.redact_again"
QUEUE = "cpu"
AT_ONCE = timedelta(seconds=45)
LOCK_FAMILY = 0x5256  # advisory locks of runs at work: (family, run)
BEGIN_FAMILY = 0x5257  # of runs that begin: (family, account)
BUSY_TRIES, BUSY_SECONDS = 4, 2.0
STOPPED = "stopped before its end"
State = RedactionRun.State
OPEN = (State.WAITING, State.RUNNING)


class RunUnderWay(ValueError):
    """Another run of the account has not ended."""


class _Overtaken(Exception):
    """Somebody else has done the call."""


def start_run(*, apply: bool, user: User | None = None, actor: str = "") -> RedactionRun:
    """Begins a run over all calls of the account in scope and wakes a worker. Raises RunUnderWay."""
    with transaction.atomic():
        run = _new_run(apply=apply, user=user, actor=actor, total=kept_calls().count())
        enqueue(TASK, run.pk, queue=QUEUE)
    return run


def kept_calls() -> QuerySet[Transcript]:
    """The transcripts that a run reads, in its order."""
    said = TurnRow.objects.filter(transcript=OuterRef("pk"))
    return Transcript.objects.filter(Exists(said)).order_by("call_id")


def work(run_id: int, seconds: float = AT_ONCE.total_seconds()) -> bool:
    """Goes on with a run for about so long; whether it is through. A run that has ended or that somebody else is at is
    left alone.
    """
    with _alone(run_id) as alone:
        run = RedactionRun.objects.filter(pk=run_id, state__in=OPEN).first() if alone else None
        if run is None:
            return True
        RedactionRun.objects.filter(pk=run_id, state=State.WAITING).update(
            state=State.RUNNING, started_at=timezone.now()
        )
        with caused_by(actor=run.asked_by.get_username() if run.asked_by else ""):
            through = _advance(run, time.monotonic() + seconds)
    if not through:
        enqueue(TASK, run_id, queue=QUEUE)
    return through


def work_through(transcripts: QuerySet[Transcript], *, apply: bool, actor: str) -> Iterator[RedactionRun]:
    """A run over some calls, in this process, as it goes on; it ends with the iteration.

    Until then it counts as failed: its calls are not written down, so nobody else could go on with it, and doing it
    again finds what is left. Raises RunUnderWay.
    """
    with transaction.atomic():
        run = _new_run(apply=apply, user=None, actor=actor, total=transcripts.count())
        RedactionRun.objects.filter(pk=run.pk).update(
            state=State.FAILED, started_at=timezone.now(), error=STOPPED
        )
    with caused_by(actor=actor):
        for transcript in transcripts.select_related("call__agent").iterator(chunk_size=50):
            _one(run, transcript)
            run.refresh_from_db()
            yield run
        RedactionRun.objects.filter(pk=run.pk, error=STOPPED).update(error="")
        _end(run, State.FINISHED)
    yield run


def sweep_runs() -> int:
    """Wakes a worker for every run that has not ended, of all accounts; how many there are."""
    runs = RedactionRun.everywhere.filter(state__in=OPEN)
    for run in runs:
        with use_account(run.account_id):
            enqueue(TASK, run.pk, queue=QUEUE)
    return len(runs)


def find(transcript: Transcript) -> tuple[tuple[Turn, ...], Redaction]:
    """The turns of a redacted transcript, and what the present rules find in them. Raises RedactionError."""
    turns = dialogue(transcript)
    return turns, engine().redact(turns, policy_of(), transcript.call.known_names, _segments(transcript))


def _segments(transcript: Transcript) -> list[Segment]:
    """Stretches that the carrier or pressed keys had made payment windows: the words cannot tell them again."""
    return [
        Segment(start, end, reason)
        for start, end, reason in transcript.payment_windows
        if reason not in PAYMENT_TYPES and start is not None and end is not None
    ]


def _new_run(*, apply: bool, user: User | None, actor: str, total: int) -> RedactionRun:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BEGIN_FAMILY, require_account_id()])
    if RedactionRun.objects.filter(state__in=OPEN).exists():
        raise RunUnderWay
    run = RedactionRun.objects.create(apply=apply, version=VERSION, total=total, asked_by=user)
    record("redaction_run.started", run, actor=actor, apply=apply, version=VERSION, calls=total)
    return run


def _advance(run: RedactionRun, deadline: float) -> bool:
    """Does calls after the run's position until the deadline; whether nothing is left to do here."""
    rest = kept_calls().filter(call_id__gt=run.position).select_related("call__agent")
    try:
        for transcript in rest.iterator(chunk_size=50):
            if time.monotonic() > deadline:
                return False
            _one(run, transcript)
    except _Overtaken:
        return True
    except Exception as error:
        _end(run, State.FAILED, error=type(error).__name__)
        raise
    _end(run, State.FINISHED)
    return True


def _one(run: RedactionRun, transcript: Transcript) -> None:
    """One call of the run: found, noted and, where the run applies, hidden; the run's row says when it could not be.

    Raises _Overtaken.
    """
    said = RedactionRun.objects.values_list("error", flat=True).get(pk=run.pk)
    try:
        _hide_patiently(run, transcript) if run.apply else _count(run, transcript)
    except _Overtaken:
        raise
    except (RedactionError, RepairError) as error:
        _step(run, transcript, error=note_refused(said, transcript.call_id, error))
    except Exception as error:  # noqa: BLE001  one call must not keep the rules from all others
        logger.error("run %s: call %s failed with %s", run.pk, transcript.call_id, frames_of(error))
        _step(run, transcript, error=note_unread(said, error))
    run.position = transcript.call_id


def _count(run: RedactionRun, transcript: Transcript) -> None:
    turns, redaction = find(transcript)
    masked = mask_marks(turns, marks_of(redaction))
    with transaction.atomic():
        if masked.spans:
            RedactionChange.objects.create(
                run=run,
                call=transcript.call,
                before=transcript.redaction_version,
                after=VERSION,
                found=masked.found,
                places=masked.places,
            )
        _step(run, transcript, changed=1 if masked.spans else 0)


def _hide_patiently(run: RedactionRun, transcript: Transcript) -> None:
    """Hides what is found; a call that is being worked on is tried again for some seconds. Raises RepairError."""
    for attempt in range(BUSY_TRIES):
        try:
            _hide(run, transcript)
        except RepairError as error:
            if not error.busy or attempt == BUSY_TRIES - 1:
                raise
            time.sleep(BUSY_SECONDS)
        else:
            return


def _hide(run: RedactionRun, transcript: Transcript) -> None:
    turns, redaction = find(transcript)
    change = hide(
        transcript.call,
        turns,
        marks_of(redaction),
        version=VERSION,
        windows=redaction.windows,
        run=run,
        alongside=lambda _change: _step(run, transcript, changed=1),
    )
    if change is None:
        with transaction.atomic():
            _step(run, transcript)
            older = Transcript.objects.filter(pk=transcript.pk).exclude(redaction_version=VERSION)
            older.update(redaction_version=VERSION)


def _step(run: RedactionRun, transcript: Transcript, *, changed: int = 0, error: str = "") -> None:
    """Moves the run past the call, inside the transaction that keeps what was found. Raises _Overtaken."""
    facts = {"error": error} if error else {}
    moved = RedactionRun.objects.filter(pk=run.pk, position=run.position).update(
        position=transcript.call_id, seen=F("seen") + 1, changed=F("changed") + changed, **facts
    )
    if not moved:
        raise _Overtaken


def _end(run: RedactionRun, state: str, error: str = "") -> None:
    with transaction.atomic():
        ended = RedactionRun.objects.filter(pk=run.pk).exclude(state=State.FINISHED)
        facts = {"error": error} if error else {}
        if not ended.update(state=state, finished_at=timezone.now(), **facts):
            return
        run.refresh_from_db()
        record("redaction_run.ended", run, apply=run.apply, state=state, calls=run.seen, changed=run.changed)


@contextmanager
def _alone(run_id: int) -> Iterator[bool]:
    """Whether no other worker is at the run; the lock goes with the connection of a worker that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_FAMILY, run_id])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_FAMILY, run_id])
