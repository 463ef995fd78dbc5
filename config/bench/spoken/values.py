"""A datum somebody has to tell, and the voice it is told in."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from config.bench.spoken import forms, people, spelling

Said = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Voice:
    """One dialogue's chance, whether its transcript has no punctuation (`bare`), and how often a form was used so far."""

    rng: Random
    bare: bool
    used: Counter[str]

    def choose(self, ways: Mapping[str, str]) -> Said:
        """One of the renderings by form: the rarer so far, the likelier."""
        form = self.rng.choices(list(ways), [(1 + self.used[form]) ** -3.0 for form in ways])[0]
        self.used[form] += 1
        return ways[form], form

    def digits(self, groups: Sequence[str]) -> Said:
        return forms.say(groups, self.rng, bare=self.bare)

    def code(self, groups: Sequence[str]) -> Said:
        code = "".join(groups)
        return self.digits(groups) if code.isdigit() else spelling.say_code(code, self.rng)


@dataclass(frozen=True, slots=True)
class Value:
    """One datum. `groups`, when there, can be said a group per turn by `speak`; `word` is what people call it here.

    `tail_type` is the type of the last group said alone, as in "ending in".
    """

    type: str
    whole: Callable[[], Said]
    groups: tuple[str, ...] = ()
    speak: Callable[[Sequence[str]], Said] = field(default=lambda groups: ("", ""))
    tail_type: str = ""
    word: str = ""

    def tail(self) -> str:
        return self.tail_type or self.type


def numeric(kind: str, groups: tuple[str, ...], voice: Voice, tail: str = "", word: str = "") -> Value:
    return Value(kind, lambda: voice.digits(groups), groups, voice.digits, tail, word)


def coded(kind: str, code: str, voice: Voice, word: str = "") -> Value:
    size = 3 if len(code) < 10 else 4
    groups = people.groups_of(code, size)
    return Value(kind, lambda: voice.code(groups), groups, voice.code, word=word)


def plain(kind: str, text: str, form: str = "plain") -> Value:
    return Value(kind, lambda: (text, form))
