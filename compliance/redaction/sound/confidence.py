"""Whether the recogniser was sure of the digits it wrote while a card was paid with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.redaction.dialogue import Spoken
from compliance.redaction.span import PaymentWindow
from compliance.redaction.tokens import Kind, lex

LEAST_PROBABILITY = 0.5
_NUMBER_KINDS = frozenset({Kind.DIGITS, Kind.TENS, Kind.MAGNITUDE, Kind.REPEAT, Kind.PLURAL, Kind.MIXED})


def unsure(turns: Sequence[Spoken], window: PaymentWindow) -> bool:
    """Whether the number-like words of the window have a mean probability under 0.5: then all of it has to go.

    Words without a probability do not count; without any number-like word there is nothing to be unsure of.
    """
    found = list(_probabilities(turns[window.first : window.last + 1]))
    return bool(found) and sum(found) / len(found) < LEAST_PROBABILITY


def _probabilities(turns: Sequence[Spoken]) -> Iterator[float]:
    for turn in turns:
        numeric = [token for token in lex(turn.text) if token.kind in _NUMBER_KINDS]
        for word in turn.words:
            if word.probability is not None and any(
                token.begin < word.stop and token.stop > word.begin for token in numeric
            ):
                yield word.probability
