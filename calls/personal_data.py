"""Recordings as personal data: opened by people through an audit event, originals destroyed in time."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from calls.models import Recording
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
    """Destroys originals that redaction never finished with within a day; how many there were."""
    old = Recording.everywhere.filter(created_at__lt=timezone.now() - ORIGINALS_LIVE).exclude(raw_file="")
    for recording in old:
        with use_account(recording.account_id):
            store.remove(recording.raw_file)
            Recording.objects.filter(pk=recording.pk).update(raw_file="")
            record("recording.original_destroyed", recording, reason="not redacted within a day")
    return len(old)
