"""Speech to redacted text and redacted audio, in one task and in memory: nothing in clear is ever written."""

import logging
from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from calls.models import Call, Recording, Transcript, Turn
from calls.pipeline.stage import Stage, StageError
from calls.transcription import rows
from calls.transcription import services as speech
from calls.transcription.audio import Audio, AudioError, load
from calls.transcription.encoding import CONTENT_TYPE, encode, peaks
from calls.vault import cipher, store
from compliance.models import RedactionPolicy
from compliance.redaction.audio import Mute, mute, mute_intervals
from compliance.redaction.policy import Policy
from compliance.redaction.services import VERSION, engine
from compliance.redaction.span import Redaction, RedactionError

logger = logging.getLogger(__name__)


class Transcribe(Stage):
    """Opens the raw recording, transcribes, redacts words and sound, keeps only the redacted copy."""

    key = "transcribe"
    version = VERSION
    queue = "cpu"
    purpose = "transcribe"
    needs = ("fetch_recording",)

    def run(self, call: Call) -> None:
        """Writes Transcript, Turns and the redacted audio; destroys the raw file. Raises StageError."""
        recording = call.recordings.exclude(raw_file="").order_by("-id").first()
        if recording is None:
            if call.recordings.filter(state=Recording.State.REDACTED).exists():
                return
            raise StageError("the raw recording is gone before it was redacted", permanent=True)
        audio = _open(recording)
        try:
            raw = speech.transcribe(audio)
        except speech.TranscriptionError as error:
            raise StageError(f"no transcript: {error}", permanent=error.permanent) from error
        try:
            redaction = engine().redact(raw.turns, _policy(), _known_names(call))
            mutes = mute_intervals(redaction, raw.turns, audio.duration)
        except RedactionError as error:
            raise StageError(f"redaction failed, the call is withheld: {error}", permanent=True) from error
        speakers = ("caller", "agent") if audio.channels == 2 else ("unknown",)
        safe = Audio(mute(audio.samples, audio.rate, mutes, speakers), audio.rate)
        _keep(call, recording, safe, raw, redaction, mutes)


def _open(recording: Recording) -> Audio:
    try:
        content = b"".join(store.get(recording, recording.raw_file))
        audio = load(content, announced=recording.announced_seconds)
    except (AudioError, cipher.Damaged) as error:
        permanent = getattr(error, "permanent", True)
        if permanent:
            Recording.objects.filter(pk=recording.pk).update(
                state=Recording.State.FAILED, error=str(error)[:300]
            )
        raise StageError(f"the recording cannot be used: {error}", permanent=permanent) from error
    if audio.channels == 2 and recording.caller_channel == 1:
        return Audio(audio.samples[:, ::-1], audio.rate)
    return audio


def _policy() -> Policy:
    row = RedactionPolicy.objects.first()
    if row is None:
        return Policy()
    return Policy(
        show=frozenset(row.kept_types),
        keep_last4=row.keep_last_four,
        keep_agent_names=row.keep_agent_names,
        health=row.hide_health,
    )


def _known_names(call: Call) -> list[str]:
    return [call.agent.name] if call.agent else []


def _keep(
    call: Call,
    recording: Recording,
    safe: Audio,
    raw: speech.RawTranscript,
    redaction: Redaction,
    mutes: Iterable[Mute],
) -> None:
    raw_file = recording.raw_file
    name = store.put(recording, [encode(safe)], "mp3")
    try:
        with transaction.atomic():
            recording.state, recording.file, recording.raw_file = Recording.State.REDACTED, name, ""
            recording.content_type, recording.seconds, recording.channels = (
                CONTENT_TYPE,
                safe.duration,
                safe.channels,
            )
            recording.peaks = peaks(safe)
            recording.mutes = [[m.channel_speaker, round(m.start, 2), round(m.end, 2)] for m in mutes]
            recording.save()
            _write_transcript(call, safe, raw, redaction)
    except BaseException:
        store.remove(name)
        raise
    store.remove(raw_file)


def _write_transcript(call: Call, safe: Audio, raw: speech.RawTranscript, redaction: Redaction) -> None:
    Transcript.objects.filter(call=call).delete()
    transcript = Transcript.objects.create(
        call=call,
        backend=raw.backend,
        model=raw.model,
        redaction_version=VERSION,
        language=raw.language or "",
        language_probability=raw.language_probability,
        seconds=safe.duration,
        channels=safe.channels,
        hidden_counts=Counter(span.type for span in redaction.spans),
    )
    Turn.objects.bulk_create(
        Turn(
            account_id=call.account_id,
            transcript=transcript,
            position=n,
            speaker=turn.speaker,
            text=turn.text,
            start=turn.start or 0.0,
            end=turn.end or 0.0,
            words=rows.words(turn),
        )
        for n, turn in enumerate(redaction.turns)
    )
    flags = [*sorted(raw.flags), *(["mono"] if safe.channels == 1 else [])]
    Call.objects.filter(pk=call.pk).update(language=raw.language or "", flags=flags)
