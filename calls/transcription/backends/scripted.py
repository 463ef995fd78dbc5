"""A recogniser that knows its recordings by heart: for tests and for demonstrations without any model.

A script is a JSON file `<digest of the sound>.json` under `<var>/scripts`, shaped as `formats.as_json` does.
"""

import json
from pathlib import Path

from calls.transcription.audio import Audio
from calls.transcription.backend import NO_SPEECH, RawTranscript, TranscriptionBackend, TranscriptionError
from compliance.redaction.dialogue import RawTurn


class ScriptedBackend(TranscriptionBackend):
    """Returns the turns that were registered for a sound."""

    key = "scripted"
    listens = False

    def __init__(self, model: str, var: Path) -> None:
        """`model` only names the result; scripts are read from `<var>/scripts`."""
        super().__init__(model, var)
        self.scripts: dict[str, tuple[RawTurn, ...]] = {}

    def register(self, audio: Audio, turns: tuple[RawTurn, ...]) -> None:
        """Answer this sound with these turns, in this process."""
        self.scripts[audio.digest()] = turns

    def transcribe(self, audio: Audio, language: str = "", *, only_numbers: bool = False) -> RawTranscript:
        """The registered turns. Raises TranscriptionError for an unknown sound."""
        turns = self.scripts.get(audio.digest())
        if turns is None:
            turns = self._read(audio.digest())
        flags = frozenset() if turns else frozenset({NO_SPEECH})
        return RawTranscript(
            turns, language or "en", 1.0, audio.duration, audio.channels, self.key, self.model, flags
        )

    def _read(self, digest: str) -> tuple[RawTurn, ...]:
        path = self.var / "scripts" / f"{digest}.json"
        try:
            rows = json.loads(path.read_text("utf-8"))["turns"]
            return tuple(
                RawTurn.from_words(
                    row["speaker"], ((w["w"], w["start"], w["end"], w["p"]) for w in row["words"])
                )
                for row in rows
            )
        except FileNotFoundError:
            raise TranscriptionError(f"no script for this sound ({path.name})", permanent=True) from None
        except (ValueError, KeyError, TypeError) as error:
            raise TranscriptionError(f"{path} is not a script: {error}", permanent=True) from error
