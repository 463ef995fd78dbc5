"""A dialogue while it is being made: who speaks, what was said, and the marks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from config.bench.spoken import library
from config.bench.spoken.library import Sentences
from config.bench.spoken.lookalikes import KINDS
from config.bench.spoken.marks import Mark, Piece, fill, value_pieces
from config.bench.spoken.people import Person
from config.bench.spoken.values import Voice

AGENT, CALLER = "agent", "caller"
SPEAKERS = {"A": AGENT, "C": CALLER}
PERSONAL = re.compile(r"\{(agent|first|last|full|other_\w+)\}|\[[A-Z]")
# The caller says the agent's name, and the agent does not in the same exchange.
AGENT_NAME = re.compile(r"^(?!.*A: [^|]*\{agent\}).*C: [^|]*\{agent\}")
CALLER_NAME = re.compile(r"\{(first|last|full)\}")
# What is written small even where a sentence begins.
LOWER = re.compile(r"\s*(\S+@|www|http|\S+\.(com|net|org)\b)")

Given = Mapping[str, Iterable[Piece]]


def marked(text: str, kind: str, form: str) -> list[Piece]:
    """A said value as pieces."""
    return list(value_pieces(text, Mark(kind, form)))


@dataclass(slots=True)
class Scene:
    """Turns so far. `named`: the agent knows the caller's name. `nameless`: nothing personal may be said at all.

    `due`: what is to be paid, once an amount was named.
    """

    voice: Voice
    trade: Sentences
    caller: Person
    agent: Person
    other: Person
    word: str
    nameless: bool = False
    named: bool = False
    due: str = ""
    turns: list[tuple[str, list[Piece]]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def pick(self, sentences: list[str]) -> str:
        """One of `sentences` that is allowed here and, while there is one, was not used before."""
        allowed = [sentence for sentence in sentences if self._allows(sentence)]
        fresh = [sentence for sentence in allowed if sentence not in self.used] or allowed
        chosen = self.voice.rng.choice(fresh)
        self.used.add(chosen)
        return chosen

    def common(self, key: str) -> str:
        return self.pick(library.common()[key])

    def say(self, speaker: str, template: str, given: Given | None = None) -> None:
        """Add what `speaker` says; to the turn before, if that was theirs too."""
        if re.match(r"[aeiou]|Rx", self.word):
            template = template.replace(" a {word}", " an {word}")
        pieces = fill(template, lambda name: self._slot(name, given or {}))
        if self.turns and self.turns[-1][0] == speaker:
            self.turns[-1][1].append(Piece(" "))
            self.turns[-1][1].extend(pieces)
        else:
            self.turns.append((speaker, pieces))

    def play(self, exchange: str) -> None:
        """Add an exchange such as `A: Do you have a minute? | C: Sure.`"""
        self.settle(SPEAKERS[exchange[0]])
        for line in exchange.split("|"):
            who, _, sentence = line.strip().partition(": ")
            self.say(SPEAKERS[who], sentence)

    def settle(self, speaker: str) -> None:
        """Before `speaker` begins with something new: the agent takes up what the caller said last."""
        if not self.turns or self.turns[-1][0] == AGENT:
            return
        if self.turns[-1][1][-1].text.endswith("?"):
            self.say(AGENT, self.common("assent"))
        elif speaker == CALLER:
            self.say(AGENT, self.common("listening"))

    def _allows(self, sentence: str) -> bool:
        if self.nameless and PERSONAL.search(sentence):
            return False
        if AGENT_NAME.search(sentence) and not self._introduced():
            return False
        return self.named or not CALLER_NAME.search(sentence)

    def _introduced(self) -> bool:
        return any(piece.text == self.agent.first for _, pieces in self.turns for piece in pieces)

    def _slot(self, name: str, given: Given) -> Iterable[Piece]:
        if name in given:
            return given[name]
        if name == "due":
            self.due = self.due or KINDS["price"](self.voice.rng)
            return [Piece(self.due, Mark("price"))]
        if name in KINDS:
            return [Piece(KINDS[name](self.voice.rng), Mark(name.partition("_")[0]))]
        names = {
            "agent": self.agent.first,
            "first": self.caller.first,
            "last": self.caller.last,
            "full": self.caller.full,
            "other_first": self.other.first,
            "other_last": self.other.last,
            "other_full": self.other.full,
        }
        if name in names:
            return marked(names[name], "NAME", "name_said")
        return [Piece({"word": self.word}[name])]


def capitalise(pieces: list[Piece]) -> list[Piece]:
    """A capital where a sentence begins, also inside a value; the length of the text does not change."""
    done: list[Piece] = []
    before = ". "
    for piece in pieces:
        text = piece.text
        if re.search(r"[.?!] $|^$", before) and not before.endswith(".. ") and not LOWER.match(text):
            text = text[:1].upper() + text[1:]
        done.append(Piece(text, piece.mark))
        before = (before + text)[-4:]
    return done
