"""Classifies calls given as JSON lines."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics.conversation.artifact import ArtifactError
from analytics.conversation.classifier import Classifier
from analytics.conversation.records import verdict_record
from compliance.redaction.jsonl import Dialogue, DialogueError, read_dialogues


class Command(BaseCommand):
    """`classify [FILE|-] [--version NAME]...`: everything is read before the first line is written."""

    help = "Classify calls: JSON lines of dialogues in, intent, outcome, sentiment and evidence out."
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Django's own `--version` makes way for ours."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", nargs="?", default="-", help="JSON lines file, or - for standard input")
        parser.add_argument(
            "--version",
            action="append",
            default=[],
            dest="versions",
            metavar="NAME",
            help="stored version to use, or the path of one (repeatable, one for each dimension)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Classify everything or, after bad input, nothing: one line on standard error and exit code 2."""
        dialogues = self._read(options["file"])
        try:
            classifier = Classifier.load(*options["versions"], root=settings.VAR_DIR / "classifiers")
        except ArtifactError as error:
            self._stop(str(error))
        for dialogue in dialogues:
            record = verdict_record(dialogue.id, classifier.classify(dialogue.turns))
            self.stdout.write(json.dumps(record, ensure_ascii=False))

    def _read(self, source: str) -> list[Dialogue]:
        try:
            return list(read_dialogues(read_lines(source)))
        except DialogueError as error:
            self._stop(f"{source}:{error}")
        except UnicodeDecodeError:
            self._stop(f"{source}: not UTF-8 text")
        except OSError as error:
            self._stop(f"{source}: {error.strerror}")

    def _stop(self, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(2)


def read_lines(source: str) -> list[str]:
    """Lines of a file, or of standard input for `-`."""
    if source == "-":
        return list(sys.stdin)
    return Path(source).read_text(encoding="utf-8").split("\n")
