"""Keeping what transcription made, all of it or nothing, and destroying the original."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from calls.models import Call, Recording, Transcript, Turn
from calls.transcription import rows
from calls.transcription.backend import RawTranscript
from calls.transcription.encoding import CONTENT_TYPE, encode, peaks
from calls.transcription.silencing import Silenced
from calls.vault import store
from calls.vault.former import destroy_former
from compliance.audit.chain import record
from compliance.redaction.services import VERSION
from compliance.redaction.span import Redaction

NOTHING = Redaction((), (), ())
WITHHELD = "withheld: redaction does not cover the language that is spoken"


def keep(call: Call, recording: Recording, raw: RawTranscript, safe: Silenced) -> None:
    """Stores the redacted audio and text with what hearing it again found, and destroys the original."""
    name = store.put(recording, [encode(safe.audio)], "mp3")
    recording.state, recording.error = Recording.State.REDACTED, ""
    recording.file, recording.content_type = name, CONTENT_TYPE
    recording.seconds, recording.channels = safe.audio.duration, safe.audio.channels
    recording.peaks = peaks(safe.audio)
    recording.mutes = [[m.channel_speaker, round(m.start, 2), round(m.end, 2)] for m in safe.mutes]
    recording.verification = safe.verification
    recording.verified_at = timezone.now() if safe.verification else None
    try:
        with transaction.atomic():
            recording.save()
            _write_transcript(call, raw, safe.redaction)
    except BaseException:
        store.remove(name)
        raise
    destroy_former(recording)


def withhold(call: Call, recording: Recording, raw: RawTranscript) -> None:
    """Keeps a flagged transcript without words and no audio: what cannot be redacted is not shown to anybody."""
    recording.state, recording.error = Recording.State.FAILED, WITHHELD
    recording.seconds, recording.channels = raw.duration, raw.channels
    with transaction.atomic():
        recording.save()
        _write_transcript(call, raw, NOTHING)
    destroy_former(recording)


def destroy_spare(recording: Recording) -> None:
    """Destroys an original that nobody will redact, since the call has another; the row says so."""
    with transaction.atomic():
        Recording.objects.filter(pk=recording.pk).update(
            state=Recording.State.FAILED, error=Recording.SPARE, file=""
        )
        record("recording.original_destroyed", recording, reason="the call has another recording")
    destroy_former(recording)


def _write_transcript(call: Call, raw: RawTranscript, redaction: Redaction) -> None:
    Transcript.objects.filter(call=call).delete()
    transcript = Transcript.objects.create(
        call=call,
        backend=raw.backend,
        model=raw.model,
        redaction_version=VERSION,
        language=raw.language or "",
        language_probability=raw.language_probability,
        seconds=raw.duration,
        channels=raw.channels,
        hidden_counts=Counter(span.type for span in redaction.spans),
        spans=rows.spans(redaction),
        payment_windows=rows.payment_windows(redaction),
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
    flags = [*sorted(raw.flags), *(["mono"] if raw.channels == 1 else [])]
    Call.objects.filter(pk=call.pk).update(language=raw.language or "", flags=flags)
    # An imported call comes without its length; the recording tells it.
    length = timedelta(seconds=raw.duration)
    Call.objects.filter(pk=call.pk, duration=None).update(
        duration=round(raw.duration), ended_at=F("start_time") + length
    )
