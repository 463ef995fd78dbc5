"""Words of a call as features of the light engine: who said what, where, and in answer to which words.

Feature names are text: `c:` caller, `a:` agent and `u:` unknown speaker in front of each word and pair of
neighbouring words; the same once more with `L` in front for the last third of the turns;
`P<speaker><word>|<first word of the answer>` where the speaker changes; `END:<speaker>`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from compliance.redaction.dialogue import Turn

_TOKEN = re.compile(r"\[[a-z]+(?:_[a-z]+)*?(?:_\d+)?\]|[a-z0-9']+")
_INDEX = re.compile(r"_\d+\]$")
_SPEAKERS = {"caller": "c", "agent": "a"}


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn as the classifiers see it: one letter for the speaker (c, a or u) and lower-case tokens."""

    speaker: str
    tokens: list[str]
    text: str


def tokenise(text: str) -> list[str]:
    """Lower-case tokens of a text; a placeholder such as `[CARD_2]` becomes the token `[card]`."""
    found = _TOKEN.findall(text.lower().replace("\u2019", "'"))
    return [_INDEX.sub("]", token) if token[0] == "[" else token for token in found]


def read_turns(turns: Iterable[Turn]) -> list[SpokenTurn]:
    """Tokenise each turn; a call with a turn of unknown speaker counts as a call without speakers."""
    known = list(turns)
    mono = any(turn.speaker not in _SPEAKERS for turn in known)
    return [
        SpokenTurn("u" if mono else _SPEAKERS[turn.speaker], tokenise(turn.text), turn.text.lower())
        for turn in known
    ]


def last_part(count: int) -> int:
    """Index of the first turn of the last third of `count` turns; the part has at least two turns."""
    return max(0, count - max(2, count // 3))


def turn_grams(tokens: Sequence[str], prefix: str) -> list[str]:
    """Single words and pairs of neighbouring words, each with `prefix` in front."""
    singles = [prefix + token for token in tokens]
    singles.extend([f"{prefix}{a} {b}" for a, b in pairwise(tokens)])
    return singles


def _exchange(previous: SpokenTurn, turn: SpokenTurn) -> list[str]:
    if previous.speaker == turn.speaker or not turn.tokens:
        return []
    head, answer = "P" + previous.speaker, "|" + turn.tokens[0]
    return [head + token + answer for token in dict.fromkeys(previous.tokens)]


def call_features(turns: Sequence[SpokenTurn]) -> list[list[str]]:
    """Feature names of each turn, in order and with repetitions; a call has those of all its turns."""
    late = last_part(len(turns))
    rows: list[list[str]] = []
    for index, turn in enumerate(turns):
        row = turn_grams(turn.tokens, turn.speaker + ":")
        if index >= late:
            row.extend(["L" + name for name in row])
        if index:
            row.extend(_exchange(turns[index - 1], turn))
        rows.append(row)
    if rows:
        rows[-1].append("END:" + turns[-1].speaker)
    return rows


def count_features(rows: Iterable[Iterable[str]]) -> Counter[str]:
    """How often each feature occurs in the whole call."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row)
    return counts
