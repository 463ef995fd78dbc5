"""Where people open recordings: authorised, audited, with a link that soon ends."""

from collections.abc import Iterator

from calls.models import Recording
from calls.vault import store
from compliance.audit.chain import record


def open_recording(recording: Recording, *, purpose: str) -> Iterator[bytes]:
    """The redacted audio of a recording; the opening is an audit event. Raises FileNotFoundError when none is ready."""
    if recording.state != Recording.State.REDACTED or not recording.file:
        raise FileNotFoundError(f"recording {recording.pk} is {recording.get_state_display().lower()}")
    record("recording.opened", recording, purpose=purpose, call=recording.call_id)
    return store.get(recording, recording.file)
