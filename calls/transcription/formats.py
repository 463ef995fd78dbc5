"""Transcripts as text that leaves the process: JSON, WebVTT and plain lines."""

import json
from collections.abc import Sequence
from html import escape

from compliance.redaction.dialogue import Spoken


def as_json(turns: Sequence[Spoken], *, duration: float, channels: int, model: str) -> str:
    """`{"duration","channels","model","turns":[{"speaker","start","end","text","words":[{"w","start","end","p"}]}]}`.

    Times in seconds.
    """
    rows = [
        {
            "speaker": turn.speaker,
            "start": turn.start,
            "end": turn.end,
            "text": turn.text,
            "words": [
                {"w": word.text, "start": word.start, "end": word.end, "p": _rounded(word.probability)}
                for word in turn.words
            ],
        }
        for turn in turns
    ]
    document = {"duration": round(duration, 3), "channels": channels, "model": model, "turns": rows}
    return json.dumps(document, ensure_ascii=False)


def as_vtt(turns: Sequence[Spoken]) -> str:
    """WebVTT with one cue per turn and the speaker as voice. Turns without times are left out."""
    cues = [
        f"{_clock(turn.start)} --> {_clock(turn.end)}\n<v {turn.speaker}>{escape(turn.text, quote=False)}\n"
        for turn in turns
        if turn.start is not None and turn.end is not None
    ]
    return "\n".join(["WEBVTT\n", *cues])


def as_text(turns: Sequence[Spoken]) -> str:
    """One line per turn: `[m:ss] speaker: text`."""
    return "".join(f"[{_minutes(turn.start)}] {turn.speaker}: {turn.text}\n" for turn in turns)


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 3)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _minutes(seconds: float | None) -> str:
    return "-:--" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"
