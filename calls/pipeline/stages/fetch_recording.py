"""Brings the recording into the vault, encrypted from the first byte on disk."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from calls.models import Call, Recording, TelephonyConnection
from calls.pipeline.stage import Stage, StageError
from calls.telephony.provider import MediaError, TelephonyProvider
from calls.vault import store
from compliance.registry import member

READ = 1 << 20


class FetchRecording(Stage):
    """Fetches from the provider, or from the folder of an import; one encrypted file per recording."""

    key = "fetch_recording"
    queue = "io"
    purpose = "record"

    def reason_to_skip(self, call: Call) -> str:
        """Calls without a recording go on without one."""
        recordings = list(call.recordings.all())
        if not recordings:
            return "nothing was recorded"
        if all(row.state == Recording.State.ABSENT for row in recordings):
            return f"no recording: {recordings[0].error}"
        return ""

    def run(self, call: Call) -> None:
        """Stores every announced recording, and those that failed before. Raises StageError."""
        wanted = call.recordings.filter(state__in=[Recording.State.ANNOUNCED, Recording.State.FAILED])
        for recording in wanted.exclude(error=Recording.SPARE):
            try:
                name = store.put(recording, _source(recording), "raw")
            except MediaError as error:
                Recording.objects.filter(pk=recording.pk).update(
                    state=Recording.State.FAILED, error=str(error)[:300]
                )
                raise StageError(str(error), permanent=error.permanent) from error
            except OSError as error:
                raise StageError(f"the vault cannot be written: {error.strerror}", permanent=False) from error
            recording.raw_file, recording.state, recording.error = name, Recording.State.FETCHED, ""
            recording.save()


def _source(recording: Recording) -> Iterator[bytes]:
    call = recording.call
    if call.source == "import":
        return _read(Path(recording.url))
    if call.source == "upload":
        raise MediaError("the upload was not redacted in time and is gone: send it again", permanent=True)
    connection = call.phone_number.connection if call.phone_number else None
    connection = connection or TelephonyConnection.objects.filter(provider=call.source).first()
    if connection is None:
        raise MediaError("the account has no connection to the provider", permanent=True)
    provider = member("TELEPHONY_PROVIDERS", TelephonyProvider, connection.provider)()
    return provider.fetch(recording, connection)


def _read(path: Path) -> Iterator[bytes]:
    """An imported file. Raises MediaError."""
    try:
        if path.stat().st_size > settings.RECORDING_MAX_BYTES:
            raise MediaError(
                f"{path.name} is larger than {settings.RECORDING_MAX_BYTES} bytes", permanent=True
            )
        with path.open("rb") as file:
            while chunk := file.read(READ):
                yield chunk
    except OSError as error:
        raise MediaError(f"{path.name}: {error.strerror}", permanent=True) from error
