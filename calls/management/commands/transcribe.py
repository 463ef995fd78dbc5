"""`transcribe AUDIO`: a recording to a redacted transcript on standard output."""

import importlib
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from calls.transcription import formats, services
from calls.transcription.audio import AudioError, load
from calls.transcription.backend import RawTranscript, TranscriptionError
from compliance.catalogue import CatalogueError
from compliance.redaction.dialogue import Spoken, Turn
from compliance.redaction.span import RedactionError


class Command(BaseCommand):
    """Personal data is hidden before anything is printed, unless `--no-redact` is given."""

    help = "Transcribe a recording (channel 1 caller, channel 2 agent) with word times; redacted by default."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The recording, and how to read it."""
        parser.add_argument("audio", type=Path)
        parser.add_argument("--backend", choices=services.names())
        parser.add_argument("--model", help="a name of `models list`")
        parser.add_argument("--format", default="json", choices=["json", "vtt", "txt"])
        parser.add_argument("--no-redact", action="store_true", help="print everything that was said")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the transcript; one clear line and exit code 2 when it cannot be made."""
        path: Path = options["audio"]
        try:
            audio = load(path)
            raw = services.backend(options["backend"], options["model"]).transcribe(audio)
            turns: Sequence[Spoken] = raw.turns if options["no_redact"] else redacted(raw)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}", returncode=2) from error
        except (AudioError, CatalogueError, TranscriptionError, RedactionError) as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        for flag in sorted(raw.flags):
            self.stderr.write(f"{path}: {flag}")
        self.stdout.write(rendered(options["format"], turns, raw))


def redacted(raw: RawTranscript) -> tuple[Turn, ...]:
    """The turns with personal data replaced. Raises RedactionError."""
    engine = importlib.import_module("compliance.redaction.engine").RedactionEngine()
    turns: tuple[Turn, ...] = engine.redact(raw.turns).turns
    return turns


def rendered(format_name: str, turns: Sequence[Spoken], raw: RawTranscript) -> str:
    """The text in the wanted format."""
    if format_name == "vtt":
        return formats.as_vtt(turns)
    if format_name == "txt":
        return formats.as_text(turns)
    return formats.as_json(
        turns, duration=raw.duration, channels=raw.channels, model=f"{raw.backend}/{raw.model}"
    )
