"""Recordings as personal data: opened by people through an audit event, originals destroyed in time."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from calls.models import Recording, StageRun
from calls.pipeline.runner import unfinished
from calls.vault import store
from compliance.audit.chain import record
from compliance.tenancy import use_account

ORIGINALS_LIVE = timedelta(hours=24)


def open_recording(recording: Recording, *, purpose: str) -> Iterator[bytes]:
    """The redacted audio of a recording; the opening is an audit event. Raises FileNotFoundError when none is ready."""
    if recording.state != Recording.State.REDACTED or not recording.file:
        raise FileNotFoundError(f"recording {recording.pk} is {recording.get_state_display().lower()}")
    record("recording.opened", recording, purpose=purpose, call=recording.call_id)
    return store.get(recording, recording.file)


def destroy_old_originals() -> int:
    """Destroys originals that redaction gave up on, a day after they came; how many there were.

    One whose turn is still to come is kept: a backlog must not cost recordings. The row goes back to "announced", so
    that a person's retry fetches it anew from where it came.
    """
    old = Recording.everywhere.filter(created_at__lt=timezone.now() - ORIGINALS_LIVE).exclude(raw_file="")
    destroyed = 0
    for recording in old:
        with use_account(recording.account_id):
            destroyed += _destroy_original(recording)
    return destroyed


def _destroy_original(recording: Recording) -> bool:
    to_come = StageRun.objects.filter(call_id=recording.call_id, key="transcribe").filter(unfinished())
    if to_come.exists():
        return False
    store.remove(recording.raw_file)
    state = Recording.State.ANNOUNCED if recording.state == Recording.State.FETCHED else recording.state
    Recording.objects.filter(pk=recording.pk).update(raw_file="", state=state)
    record("recording.original_destroyed", recording, reason="not redacted within a day")
    return True
