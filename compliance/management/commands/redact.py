"""Hides personal and payment data in dialogues given as JSON lines."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TextIO, cast

from django.core.management.base import BaseCommand

from compliance.redaction.dialogue import RawTurn
from compliance.redaction.engine import RedactionEngine
from compliance.redaction.jsonl import Dialogue, DialogueError, read_dialogues, write_redaction
from compliance.redaction.policy import Policy
from compliance.redaction.span import RedactionError


class Command(BaseCommand):
    """`redact [FILE|-]`: all types are hidden, health words included, unless --show names them."""

    help = 'Redact dialogues: JSON lines {"id", "turns": [{"speaker", "text"}]} in, the same with spans out.'
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", nargs="?", default="-", help="JSON lines file, or - for standard input")
        parser.add_argument(
            "--show", default="", metavar="TYPES", help="comma-separated types to leave readable"
        )
        parser.add_argument(
            "--name", action="append", default=[], help="name of a person to expect (repeatable)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Redact everything or, after bad input, nothing: one line on standard error and exit code 2."""
        source: str = options["file"]
        show = frozenset(kind.strip().upper() for kind in options["show"].split(",") if kind.strip())
        dialogues = self._read(source)
        engine = RedactionEngine()
        for dialogue in dialogues:
            try:
                turns = [RawTurn(turn.speaker, turn.text, turn.words) for turn in dialogue.turns]
                redaction = engine.redact(turns, Policy(show=show, health=True), options["name"])
            except RedactionError as error:
                self._stop(f"{source}:{dialogue.number}: {error}", 1)
            write_redaction(cast(TextIO, self.stdout), dialogue, redaction)

    def _read(self, source: str) -> list[Dialogue]:
        try:
            with _opened(source) as lines:
                return list(read_dialogues(lines))
        except DialogueError as error:
            self._stop(f"{source}:{error}", 2)
        except UnicodeDecodeError:
            self._stop(f"{source}: not UTF-8 text", 2)
        except OSError as error:
            self._stop(f"{source}: {error.strerror}", 2)

    def _stop(self, message: str, code: int) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(code)


@contextmanager
def _opened(source: str) -> Iterator[TextIO]:
    if source == "-":
        yield sys.stdin
        return
    with Path(source).open(encoding="utf-8") as lines:
        yield lines
