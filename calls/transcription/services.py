"""Transcribe a recording with the recogniser the settings name."""

import importlib
import os
from functools import cache
from pathlib import Path

from django.conf import settings

from calls.transcription.audio import Audio
from calls.transcription.backend import RawTranscript, TranscriptionBackend, TranscriptionError

__all__ = ["RawTranscript", "TranscriptionError", "backend", "listeners", "names", "second", "transcribe"]

SECOND_BACKEND = "faster-whisper"


def transcribe(audio: Audio) -> RawTranscript:
    """The transcript before redaction, in memory only. Raises TranscriptionError and CatalogueError."""
    return backend().transcribe(audio)


def names() -> list[str]:
    """Every recogniser in the settings, by key; none of them is imported for this."""
    return [_key(path) for path in settings.TRANSCRIPTION_BACKENDS]


def backend(name: str | None = None, model: str | None = None) -> TranscriptionBackend:
    """A recogniser, loaded once per process (a forked worker loads its own); the settings' own unless named.

    Raises TranscriptionError for an unknown name and CatalogueError for an unusable model.
    """
    wanted = name or settings.TRANSCRIPTION_BACKEND
    for path in settings.TRANSCRIPTION_BACKENDS:
        if _key(path) == wanted:
            return _load(path, model or settings.TRANSCRIPTION_MODEL, settings.MODELS_DIR, os.getpid())
    raise TranscriptionError(f"unknown recogniser {wanted!r}; known: {', '.join(names())}", permanent=True)


def second() -> TranscriptionBackend | None:
    """The second listener of payment windows; None when the settings name none. Raises as `backend` does."""
    return (
        backend(SECOND_BACKEND, settings.REDACTION_SECOND_MODEL) if settings.REDACTION_SECOND_MODEL else None
    )


def listeners() -> list[TranscriptionBackend]:
    """Who hears a silenced recording again: the recogniser itself, where it listens, and the second one."""
    return [one for one in (backend(), second()) if one is not None and one.listens]


def _key(path: str) -> str:
    return path.split(".")[-2].replace("_", "-")


@cache
def _load(path: str, model: str, var: Path, process: int) -> TranscriptionBackend:
    module, _, member = path.rpartition(".")
    member_class: type[TranscriptionBackend] = getattr(importlib.import_module(module), member)
    return member_class(model, var)
