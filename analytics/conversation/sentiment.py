"""How the caller felt, coarsely: negative, neutral or positive, from a small word list, and it may abstain.

Only caller turns count, so the agent's courtesy is never taken for the customer's mood. The probability is
the smoothed share of the found words that agree, not a measured accuracy, and is not meant for display.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from analytics.conversation.evidence import Evidence, best_passage, quote_turn
from analytics.conversation.features import tokenise
from analytics.conversation.phrases import PhraseIndex
from compliance.redaction.dialogue import Turn

VERSION = "lexicon-1"
NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"

_CLEAR = 1.0
_SURE = 0.6
_FEWEST_WORDS = 8
_QUOTES = 2
_NEGATED = -0.7
_STRONGER = 1.5


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Sentiment of a call: of the whole, of the first and last third of the caller's turns, and the trend.

    trend is improving, worsening or steady. p: see the module. evidence: the strongest turns.
    """

    label: str
    p: float
    abstained: bool
    first: str
    last: str
    trend: str
    evidence: tuple[Evidence, ...] = ()
    version: str = VERSION


@dataclass(frozen=True)
class _Lexicon:
    index: PhraseIndex[float]
    negators: frozenset[str]
    boosters: frozenset[str]

    def score(self, text: str) -> tuple[float, float]:
        """Sums of the positive and of the negative weights found in a text, both as positive numbers."""
        tokens = tokenise(text)
        good = bad = 0.0
        for at, weight in self._longest(tokens):
            if self.negators.intersection(tokens[max(0, at - 3) : at]):
                weight *= _NEGATED
            if self.boosters.intersection(tokens[max(0, at - 2) : at]):
                weight *= _STRONGER
            good, bad = good + max(weight, 0.0), bad + max(-weight, 0.0)
        return good, bad

    def _longest(self, tokens: Sequence[str]) -> list[tuple[int, float]]:
        """Matches that do not overlap, longer ones first."""
        found = sorted(self.index.find(tokens, "c"), key=lambda hit: (hit[1] - hit[2], hit[1]))
        taken: set[int] = set()
        kept: list[tuple[int, float]] = []
        for weight, begin, stop in found:
            if taken.isdisjoint(range(begin, stop)):
                taken.update(range(begin, stop))
                kept.append((begin, weight))
        return sorted(kept)


def judge_sentiment(turns: Sequence[Turn], *, understood: bool = True) -> Sentiment:
    """Judge the caller's turns; in a call without speakers every turn counts. Not understood: abstain."""
    lexicon = _lexicon()
    numbers = [number for number, turn in enumerate(turns) if turn.speaker != "agent"]
    scores = [lexicon.score(turns[number].text) for number in numbers]
    label, p = _decide(scores)
    words = sum(len(tokenise(turns[number].text)) for number in numbers)
    third = max(1, len(scores) // 3)
    first, last = _decide(scores[:third])[0], _decide(scores[-third:])[0]
    order = (NEGATIVE, NEUTRAL, POSITIVE)
    change = order.index(last) - order.index(first)
    return Sentiment(
        label,
        round(p, 4),
        not understood or p < _SURE or words < _FEWEST_WORDS,
        first,
        last,
        "improving" if change > 0 else "worsening" if change < 0 else "steady",
        _quotes(turns, numbers, scores, label, lexicon),
    )


def _decide(scores: Sequence[tuple[float, float]]) -> tuple[str, float]:
    good, bad = sum(g for g, _ in scores), sum(b for _, b in scores)
    total = good + bad
    if bad - good >= _CLEAR:
        return NEGATIVE, (bad + 1) / (total + 2)
    if good - bad >= _CLEAR:
        return POSITIVE, (good + 1) / (total + 2)
    return NEUTRAL, 2 / (3 + total)


def _quotes(
    turns: Sequence[Turn],
    numbers: Sequence[int],
    scores: Sequence[tuple[float, float]],
    label: str,
    lexicon: _Lexicon,
) -> tuple[Evidence, ...]:
    """The strongest turns in the direction of the label; for neutral the strongest of either."""

    def strength(pair: tuple[float, float]) -> float:
        good, bad = pair
        return {NEGATIVE: bad - good, POSITIVE: good - bad}.get(label, abs(good - bad))

    ranked = sorted(zip(numbers, scores, strict=True), key=lambda item: (-strength(item[1]), item[0]))
    shown = [number for number, pair in ranked[:_QUOTES] if strength(pair) > 0]
    found = []
    for number in sorted(shown):
        begin, stop = best_passage(turns[number].text, lambda text: strength(lexicon.score(text)))
        found.append(quote_turn(turns, number, begin, stop))
    return tuple(found)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    text = files(__package__).joinpath("defaults", "sentiment.json").read_text(encoding="utf-8")
    data = json.loads(text)
    patterns = [(float(weight), pattern) for weight, row in data["weights"].items() for pattern in row]
    return _Lexicon(PhraseIndex(patterns), frozenset(data["negators"]), frozenset(data["boosters"]))
