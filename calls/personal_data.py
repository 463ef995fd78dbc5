"""Recordings as personal data: sealed as they come, opened by people through an audit event, destroyed in time."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from calls.models import Recording, StageRun
from calls.pipeline.runner import MAX_ATTEMPTS, unfinished
from calls.vault import store
from compliance.audit.chain import record
from compliance.models import AuditEvent
from compliance.tenancy import require_account_id, use_account

ORIGINALS_LIVE = timedelta(hours=24)
# How the vault names of originals end; a row may name redacted audio that a repair replaced in their place.
ORIGINAL = ".raw"


class TooLarge(ValueError):
    """More bytes came than RECORDING_MAX_BYTES."""


class IncomingRecording:
    """A recording that somebody sends, sealed as it comes. Nothing of it stays unless a row keeps it."""

    def __init__(self) -> None:
        self._row = Recording(account_id=require_account_id())
        self._file = store.Incoming(self._row, "raw")
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        """SHA-256 of what came so far."""
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Takes the next bytes. Raises TooLarge."""
        self.size += len(chunk)
        if self.size > settings.RECORDING_MAX_BYTES:
            raise TooLarge(f"at most {settings.RECORDING_MAX_BYTES} bytes are taken")
        self._hash.update(chunk)
        self._file.write(chunk)

    def read(self) -> Iterator[bytes]:
        """All of it, to be looked at by a decoder; nothing may be written after."""
        return self._file.read()

    @contextmanager
    def kept_by(self, recording: Recording) -> Iterator[None]:
        """Puts the file into the vault as the recording's original; out again when the block fails."""
        recording.raw_file, recording.sealed_key = self._file.save(), self._row.sealed_key
        recording.state, recording.error = Recording.State.FETCHED, ""
        try:
            yield
        except BaseException:
            store.remove(recording.raw_file)
            raise

    def close(self) -> None:
        """Lets go of the bytes."""
        self._file.close()


def open_recording(recording: Recording, *, purpose: str, occasion: str = "") -> Iterator[bytes]:
    """The redacted audio of a recording; the opening is an audit event. Raises FileNotFoundError when none is ready.

    `occasion` names one time of listening: a player asks for many ranges of a file, which are one opening.
    """
    if recording.state != Recording.State.REDACTED or not recording.file:
        raise FileNotFoundError(f"recording {recording.pk} is {recording.get_state_display().lower()}")
    if not occasion or not _opened(recording, occasion):
        facts = {"occasion": occasion} if occasion else {}
        record("recording.opened", recording, purpose=purpose, call=recording.call_id, **facts)
    return store.get(recording, recording.file)


def _opened(recording: Recording, occasion: str) -> bool:
    return AuditEvent.objects.filter(
        object_type=recording._meta.label,
        object_id=str(recording.pk),
        action="recording.opened",
        facts__occasion=occasion,
    ).exists()


def destroy_old_originals() -> int:
    """Destroys originals that were not redacted; how many there were.

    That of a call whose redaction, or the proof of it, failed for good goes ORIGINALS_KEPT_MINUTES later: it would fail
    again. All others (no consent, crashes) go a day after they came. One whose turn is still to come is kept: a backlog
    must not cost recordings. The row goes back to "announced", so that a person's retry fetches it anew from where it
    came.
    """
    old = Recording.everywhere.filter(raw_file__endswith=ORIGINAL).filter(
        Q(created_at__lt=timezone.now() - ORIGINALS_LIVE) | Exists(_failed_for_good())
    )
    destroyed = 0
    for recording in old:
        with use_account(recording.account_id):
            destroyed += _destroy_original(recording)
    return destroyed


def _failed_for_good() -> QuerySet[StageRun]:
    """Transcriptions of an outer recording's call that failed for good long enough ago, and not by trying too often."""
    since = timezone.now() - timedelta(minutes=settings.ORIGINALS_KEPT_MINUTES)
    return StageRun.everywhere.filter(
        call_id=OuterRef("call_id"),
        key="transcribe",
        status=StageRun.Status.FAILED,
        retry_at=None,
        attempt__lt=MAX_ATTEMPTS,
        finished_at__lt=since,
    )


def _destroy_original(recording: Recording) -> bool:
    to_come = StageRun.objects.filter(call_id=recording.call_id, key="transcribe").filter(unfinished())
    if to_come.exists():
        return False
    store.remove(recording.raw_file)
    state = Recording.State.ANNOUNCED if recording.state == Recording.State.FETCHED else recording.state
    Recording.objects.filter(pk=recording.pk).update(raw_file="", state=state)
    record("recording.original_destroyed", recording, reason="not redacted in time")
    return True
