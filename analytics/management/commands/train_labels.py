"""Trains a classifier from labelled calls."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics.conversation.artifact import save_model
from analytics.conversation.fitting import Example, TrainingError, fit
from analytics.conversation.labels import DIMENSIONS, LabelSet, default_labels, label_set_from_json
from analytics.conversation.phrases import PatternError
from analytics.conversation.records import cues_for, read_examples
from analytics.management.commands.classify import read_lines
from compliance.redaction.jsonl import DialogueError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")


class Command(BaseCommand):
    """`train_labels FILE [--dimension intent|outcome] [--name NAME] [--labels FILE]`."""

    help = "Train from JSON lines of dialogues with a label in the key named by --dimension."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", help="JSON lines file, or - for standard input")
        parser.add_argument("--dimension", choices=DIMENSIONS, default="outcome", help="default: outcome")
        parser.add_argument("--name", help="name of the version; default: the dimension")
        parser.add_argument(
            "--labels", help="label set with cues and events as JSON, in place of the default one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Train, print the out-of-fold report and store the version; exit code 2 after bad input."""
        source, dimension = options["file"], options["dimension"]
        name = options["name"] or dimension
        if not _NAME.match(name):
            self._stop(f"--name {name!r}: letters, digits, dot, dash and underscore only")
        examples = self._read(source, dimension)
        labels = self._labels(options["labels"], dimension)
        try:
            trained = fit(examples, dimension, cues_for(examples, labels), progress=self._progress)
        except TrainingError as error:
            self._stop(f"{source}: {dimension}: {error}")
        except (PatternError, re.error) as error:
            self._stop(f"{options['labels']}: {error}")
        save_model(trained.model, settings.VAR_DIR / "classifiers" / name)
        for line in trained.report.lines():
            self.stdout.write(line)
        self.stdout.write(f"stored {dimension} version {name}")

    def _read(self, source: str, dimension: str) -> list[Example]:
        try:
            return read_examples(read_lines(source), dimension)
        except DialogueError as error:
            self._stop(f"{source}:{error}")
        except UnicodeDecodeError:
            self._stop(f"{source}: not UTF-8 text")
        except OSError as error:
            self._stop(f"{source}: {error.strerror}")

    def _labels(self, source: str | None, dimension: str) -> LabelSet:
        if source is None:
            return default_labels(dimension)
        try:
            labels = label_set_from_json(json.loads(Path(source).read_text(encoding="utf-8")))
        except OSError as error:
            self._stop(f"{source}: {error.strerror}")
        except (ValueError, KeyError, TypeError) as error:
            self._stop(f"{source}: not a label set ({type(error).__name__}: {error})")
        if labels.dimension != dimension:
            self._stop(f"{source}: dimension: must be {dimension}")
        return labels

    def _progress(self, step: str) -> None:
        self.stderr.write(f"{step} ...")

    def _stop(self, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(2)
