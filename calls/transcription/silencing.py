"""From a raw transcript to sound that may be kept: redacted, silenced, and heard again."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from calls.transcription import services
from calls.transcription.audio import Audio
from calls.transcription.backend import RawTranscript, TranscriptionBackend, TranscriptionError, speakers
from calls.transcription.excerpts import Stretch, listen
from compliance.redaction.dialogue import RawTurn
from compliance.redaction.policy import Policy
from compliance.redaction.services import engine
from compliance.redaction.sound.energy import Samples
from compliance.redaction.sound.intervals import finished, mute_intervals
from compliance.redaction.sound.muting import BOTH, Mute
from compliance.redaction.sound.recorded import CallSound
from compliance.redaction.sound.second import heard_besides
from compliance.redaction.sound.spoken import kept_numbers
from compliance.redaction.sound.tones import find_entries, keyed_segments
from compliance.redaction.sound.unexplained import unexplained
from compliance.redaction.sound.verification import Listener, Verified, places, verify
from compliance.redaction.span import Redaction, Segment


@dataclass(frozen=True, slots=True)
class Silenced:
    """What may be kept of a call: its sound, its masked turns, what is silent, and the proof.

    `seconds` of work went into hearing it again with `models`; none where there was nothing to hear.
    """

    audio: Audio
    redaction: Redaction
    checked: Verified
    seconds: float
    models: tuple[str, ...]

    @property
    def mutes(self) -> list[Mute]:
        """What is silent."""
        return self.checked.mutes

    @property
    def verification(self) -> dict[str, object]:
        """The proof in counts, as it is kept; empty when there was nothing to hear again."""
        if not self.checked.rounds:
            return {}
        return {
            "rounds": self.checked.rounds,
            "windows": self.checked.windows,
            "extended": self.checked.extended,
            "closed": self.checked.closed,
            "seconds": round(self.seconds, 2),
            "models": list(self.models),
        }


def silence(
    audio: Audio,
    raw: RawTranscript,
    policy: Policy,
    known_names: Sequence[str] = (),
    segments: Sequence[Segment] = (),
) -> Silenced:
    """Redacts words and sound; `segments` are payments that the carrier told of.

    Raises RedactionError, TranscriptionError and CatalogueError; then nothing of the call may be kept.
    """
    sound = CallSound(audio.samples, audio.rate, speakers(audio.channels))
    entries = find_entries(sound)
    payments = [*segments, *keyed_segments(entries)]
    redaction = engine().redact(raw.turns, policy, known_names, payments)
    kept = kept_numbers(redaction, raw.turns)
    found = places(redaction, raw.turns, sound, payments)
    mutes = mute_intervals(redaction, raw.turns, sound, payments)
    mutes += [Mute(BOTH, entry.start, entry.end) for entry in entries]
    mutes += unexplained(sound, redaction, raw.turns)
    if second := services.second():
        mutes += heard_besides(sound, found, kept, listener(second, audio.rate))
    mutes = finished(mutes, sound)
    began = time.perf_counter()
    listening = services.listeners() if found else []
    if found and not listening:
        raise TranscriptionError("nobody can hear the silenced recording again", permanent=True)
    checked = verify(sound, mutes, found, kept, [listener(one, audio.rate) for one in listening])
    seconds, models = time.perf_counter() - began, tuple(one.model for one in listening)
    return Silenced(Audio(checked.samples, audio.rate), redaction, checked, seconds, models)


def listener(backend: TranscriptionBackend, rate: int) -> Listener:
    """Hears stretches of samples at `rate` with `backend`."""

    def hear(samples: Samples, stretches: Sequence[Stretch]) -> Sequence[RawTurn]:
        return listen(backend, Audio(samples, rate), stretches)

    return hear
