"""Speech to redacted text and redacted audio, in one task and in memory: nothing in clear is ever written."""

from django.conf import settings

from calls.models import Call, Recording, Transcript
from calls.pipeline.stage import Stage, StageError
from calls.pipeline.stages.results import WITHHELD, destroy_spare, keep, withhold
from calls.transcription import services as speech
from calls.transcription.audio import Audio, AudioError, load
from calls.transcription.backend import RawTranscript
from calls.transcription.silencing import Silenced, silence
from calls.vault import cipher, store
from calls.vault.former import destroy_former
from compliance.catalogue import CatalogueError
from compliance.policies import policy_of
from compliance.redaction.services import VERSION
from compliance.redaction.span import RedactionError, Segment


class Transcribe(Stage):
    """Opens the raw recording, transcribes, redacts words and sound, keeps only the redacted copy."""

    key = "transcribe"
    version = VERSION
    queue = "cpu"
    purpose = "transcribe"
    needs = ("fetch_recording",)

    def run(self, call: Call) -> None:
        """Writes Transcript, Turns and the redacted audio; destroys the raw file. Raises StageError.

        A call has one transcript, so of several raw recordings the newest is used and the others are destroyed.
        """
        for done in call.recordings.exclude(state=Recording.State.FETCHED).exclude(raw_file=""):
            destroy_former(done)
        fetched = list(call.recordings.filter(state=Recording.State.FETCHED).order_by("-id"))
        for spare in fetched[1:]:
            destroy_spare(spare)
        if not fetched:
            if _is_through(call):
                return
            raise StageError("the raw recording is gone before it was redacted", permanent=True)
        recording = fetched[0]
        audio = _open(recording)
        try:
            raw = speech.transcribe(audio)
        except speech.TranscriptionError as error:
            raise StageError(f"no transcript: {error}", permanent=error.permanent) from error
        if any(flag.startswith("language:") for flag in raw.flags):
            withhold(call, recording, raw)
            return
        safe = _silence(call, recording, audio, raw)
        keep(call, recording, raw, safe)


def _is_through(call: Call) -> bool:
    """Whether a worker that died before it could say so had done all."""
    withheld = call.recordings.filter(state=Recording.State.FAILED, error=WITHHELD)
    if withheld.exists() and Transcript.objects.filter(call=call).exists():
        return True
    return call.recordings.filter(state=Recording.State.REDACTED).exists()


def _silence(call: Call, recording: Recording, audio: Audio, raw: RawTranscript) -> Silenced:
    """Nothing is kept unless all of it worked: redaction, silencing, and hearing the silenced recording again."""
    segments = [Segment(start, end, reason) for start, end, reason in recording.payment_segments]
    try:
        return silence(audio, raw, policy_of(), call.known_names, segments)
    except RedactionError as error:
        raise StageError(f"redaction failed, the call is withheld: {error}", permanent=True) from error
    except CatalogueError as error:
        raise StageError(f"the silenced recording was not verified: {error}", permanent=False) from error
    except speech.TranscriptionError as error:
        raise StageError(
            f"the silenced recording was not verified, the call is withheld: {error}",
            permanent=error.permanent,
        ) from error


def _open(recording: Recording) -> Audio:
    try:
        content = b"".join(store.get(recording, recording.raw_file))
        audio = load(
            content, announced=recording.announced_seconds, max_seconds=settings.RECORDING_MAX_SECONDS
        )
    except (AudioError, cipher.Damaged) as error:
        permanent = getattr(error, "permanent", True)
        if permanent:
            Recording.objects.filter(pk=recording.pk).update(
                state=Recording.State.FAILED, error=str(error)[:300]
            )
            destroy_former(recording)
        raise StageError(f"the recording cannot be used: {error}", permanent=permanent) from error
    if audio.channels == 2 and recording.caller_channel == 1:
        return Audio(audio.samples[:, ::-1].copy(), audio.rate)
    return audio
