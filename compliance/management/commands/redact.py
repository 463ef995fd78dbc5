"""Hides personal and payment data in dialogues given as JSON lines."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from compliance.redaction.engine import RedactionEngine
from compliance.redaction.jsonl import DialogueError, read_dialogues, write_redaction
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
        """Redact line by line; bad input ends with one line on standard error and exit code 2."""
        source: str = options["file"]
        show = frozenset(kind.strip().upper() for kind in options["show"].split(",") if kind.strip())
        policy = Policy(show=show, health=True)
        engine = RedactionEngine()
        place = "<stdin>" if source == "-" else source
        try:
            with _opened(source) as lines:
                for dialogue in read_dialogues(lines):
                    place = f"{source}:{dialogue.number}"
                    redaction = engine.redact(dialogue.turns, policy, options["name"])
                    write_redaction(cast(TextIO, self.stdout), dialogue, redaction)
        except DialogueError as error:
            raise CommandError(f"{source}:{error}", returncode=2) from None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            raise CommandError(f"{source}: {reason}", returncode=2) from None
        except RedactionError as error:
            raise CommandError(f"{place}: {error}", returncode=1) from None


@contextmanager
def _opened(source: str) -> Iterator[TextIO]:
    if source == "-":
        yield sys.stdin
        return
    with Path(source).open(encoding="utf-8") as lines:
        yield lines
