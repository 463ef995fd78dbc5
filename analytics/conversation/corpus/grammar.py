"""Sentences from word patterns: beats with many wordings, alternatives in braces, slots in angle brackets.

A file holds sections: `== beat`, then one wording a line. `{a|b}` chooses one side (it may be empty and
may nest), `<slot>` puts a value in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from random import Random

FOLDS = 5
_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(\w+)>")
_SPACES = re.compile(r"\s+(?=[,.?!])|(?<=\s)\s+")
_FOLDED = 2 * FOLDS


def read_sections(name: str) -> dict[str, list[str]]:
    """Sections of a phrase file beside this module: heading -> lines."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in files(__package__).joinpath("phrases", name).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            lines = sections.setdefault(line[3:].strip(), [])
        elif line.strip():
            lines.append(line.strip())
    return sections


class Grammar:
    """Says beats with the given source of chance.

    With a fold number, a beat of ten or more wordings uses only every fifth one: calls of two folds then
    share slots and structure but no wording, so measuring across folds shows how unseen wording fares.
    """

    def __init__(self, beats: Mapping[str, list[str]], slots: Mapping[str, list[str]]) -> None:
        self._beats, self._slots = beats, slots

    @classmethod
    def load(
        cls, names: Iterable[str] = ("common.txt", "requests.txt", "replies.txt", "decisions.txt")
    ) -> Grammar:
        beats: dict[str, list[str]] = {}
        for name in names:
            beats.update(read_sections(name))
        return cls(beats, read_sections("slots.txt"))

    def say(self, beat: str, chance: Random, fold: int | None = None) -> str:
        """One wording of a beat such as `c.give_name`."""
        lines = self._beats[beat]
        if fold is not None and len(lines) >= _FOLDED:
            lines = lines[fold::FOLDS]
        return self._fill(chance.choice(lines), chance)

    def _fill(self, text: str, chance: Random) -> str:
        while match := _CHOICE.search(text):
            text = text[: match.start()] + chance.choice(match[1].split("|")) + text[match.end() :]
        while match := _SLOT.search(text):
            value = self._fill(chance.choice(self._slots[match[1]]), chance)
            text = text[: match.start()] + value + text[match.end() :]
        return _SPACES.sub("", text).strip()
