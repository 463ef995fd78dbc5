"""The demo recordings: spoken calls to Northwind Heating and Air, with what was said and what it meant.

Each call is three files in `recordings/`: the script (`ID.json`), the sound (`ID.opus`) and when each turn is
spoken (`ID.truth.json`). Everybody and everything in them is made up.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

RECORDINGS = Path(__file__).with_name("recordings")


class LibraryError(Exception):
    """A recording of the library is incomplete."""


@dataclass(frozen=True, slots=True)
class ScriptedTurn:
    """One turn: who speaks ("caller" or "agent"), in which studio voice, the words, and when (seconds)."""

    speaker: str
    voice: str
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A stretch of personal data: turn number, character offsets into its text, type as in redaction."""

    turn: int
    begin: int
    stop: int
    type: str


@dataclass(frozen=True, slots=True)
class ScriptedCall:
    """One recording with its truth. `qa` answers are "yes", "no" or "na"; `duration` in seconds."""

    id: str
    title: str
    language: str
    channels: int
    agent_name: str
    caller_name: str
    intent: str
    outcome: str
    qa: Mapping[str, str]
    turns: tuple[ScriptedTurn, ...]
    pii: tuple[PersonalData, ...]
    duration: float
    audio_path: Path

    def said(self, item: PersonalData) -> str:
        """The words of a stretch of personal data."""
        return self.turns[item.turn].text[item.begin : item.stop]


@cache
def recordings() -> tuple[ScriptedCall, ...]:
    """Every demo recording, by name. Raises LibraryError."""
    scripts = sorted(path for path in RECORDINGS.glob("*.json") if not path.name.endswith(".truth.json"))
    return tuple(_read(path) for path in scripts)


def recording(name: str) -> ScriptedCall:
    """The recording of that id. Raises LibraryError."""
    for call in recordings():
        if call.id == name:
            return call
    raise LibraryError(f"no recording {name!r}; there are: {', '.join(call.id for call in recordings())}")


def _read(path: Path) -> ScriptedCall:
    try:
        script = json.loads(path.read_text("utf-8"))
        truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        turns = tuple(
            ScriptedTurn(row["speaker"], row["voice"], row["text"], time["start"], time["end"])
            for row, time in zip(script["turns"], truth["turns"], strict=True)
        )
        audio = path.with_suffix(".opus")
        if not audio.is_file():
            raise LibraryError(f"{audio.name} is missing")
        return ScriptedCall(
            turns=turns,
            pii=tuple(PersonalData(**row) for row in script["pii"]),
            qa=MappingProxyType(script["qa"]),
            duration=truth["duration"],
            audio_path=audio,
            **{key: script[key] for key in _PLAIN},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryError(
            f"{path.name}: {error}; build it with: python -m calls.simulator.studio"
        ) from error


_PLAIN = ("id", "title", "language", "channels", "agent_name", "caller_name", "intent", "outcome")
