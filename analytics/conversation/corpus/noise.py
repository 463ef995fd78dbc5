"""Text as a telephone recogniser might return it: no case, no punctuation, some words wrong or lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from analytics.conversation.features import tokenise

_SMALL = ("the", "a", "and", "to", "you", "i", "it", "is", "that", "so", "of", "in", "uh", "um", "we", "yeah")
_VOWELS = str.maketrans("", "", "aeiouyhw'")


class Noise:
    """Word errors from a vocabulary: a wrong word shares its consonants, or its first letter and length."""

    def __init__(self, words: Iterable[str]) -> None:
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            for key in _keys(word):
                self._near[key].append(word)

    def degrade(self, text: str, rate: float, chance: Random) -> str:
        """The text with about `rate` of its words in error; placeholders stay."""
        heard: list[str] = []
        for word in tokenise(text):
            if word.startswith("[") or chance.random() >= rate:
                heard.append(word)
                continue
            kind = chance.choice(("wrong", "wrong", "wrong", "lost", "more"))
            if kind == "wrong":
                heard.append(self._mistake(word, chance))
            elif kind == "more":
                heard.extend((word, chance.choice((*_SMALL, word))))
        return " ".join(heard)

    def _mistake(self, word: str, chance: Random) -> str:
        for key in _keys(word):
            others = [other for other in self._near.get(key, ()) if other != word]
            if others:
                return chance.choice(others)
        return chance.choice(_SMALL)


def _keys(word: str) -> tuple[str, str]:
    return f"={word[:1]}{word[1:].translate(_VOWELS)}", f"~{word[:1]}{len(word)}"
