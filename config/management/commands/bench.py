"""`manage.py bench`: the figures we promise, measured here and now."""

import json
import os
import platform
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.bench.swap import RATE, SECONDS, measure_swap

AUDIO = Path("../shared/data/audio")


class Command(BaseCommand):
    """Runs one benchmark or all of them and prints the figures."""

    help = (
        "Measures: speech (against openai-whisper) and swap (POST /v1/swap). The demo prints its own times."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one, and with what."""
        parser.add_argument("names", nargs="*", help="speech, swap; default both")
        parser.add_argument("--audio", type=Path, default=AUDIO, help="recordings for the speech benchmark")
        parser.add_argument("--rate", type=float, default=RATE, help="page views per second")
        parser.add_argument("--seconds", type=float, default=SECONDS)

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        """Prints a JSON object per benchmark."""
        self.stdout.write(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        wanted = names or ["swap", "speech"]
        if "swap" in wanted:
            figures = measure_swap(options["rate"], options["seconds"])
            self.stdout.write(f"swap at {options['rate']:g}/s: {json.dumps(figures)}")
        if "speech" in wanted:
            self._speech(options["audio"])

    def _speech(self, audio: Path) -> None:
        if not audio.is_dir():
            self.stdout.write(f"speech: no folder {audio}; name one with --audio")
            return
        arguments = [
            sys.executable,
            "-m",
            "calls.transcription.bench",
            str(audio),
            "--var",
            str(settings.MODELS_DIR),
        ]
        subprocess.run(arguments, check=True, cwd=settings.BASE_DIR)
