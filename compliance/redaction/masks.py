"""Placeholders, and turns with hidden text replaced by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from compliance.redaction.dialogue import Spoken, Turn, Word
from compliance.redaction.found import Found
from compliance.redaction.script import Script
from compliance.redaction.span import Span
from compliance.redaction.tokens import PLACEHOLDER, Kind

_LABELS = {
    "CARD_NUMBER": "CARD",
    "CARD_EXPIRY": "EXPIRY",
    "ACCOUNT_ID": "ACCOUNT",
    "BANK_ROUTING": "ROUTING",
    "DRIVER_LICENSE": "LICENSE",
    "VEHICLE_ID": "VEHICLE",
}


@dataclass(slots=True)
class Placeholders:
    """Numbers the values of one call: the same value of one type always gets the same placeholder.

    Holds values while the call is redacted; throw it away afterwards.
    """

    _seen: dict[str, dict[str, int]] = field(default_factory=dict)
    _before: dict[str, int] = field(default_factory=dict)

    @classmethod
    def after(cls, turns: Iterable[Spoken]) -> Placeholders:
        """Numbers that go on where those standing in `turns` end."""
        made = cls()
        for turn in turns:
            for label, number in PLACEHOLDER.findall(turn.text):
                made._before[label] = max(int(number), made._before.get(label, 0))
        return made

    def name(self, kind: str, value: str) -> str:
        """The placeholder, such as "[CARD_1]", of `value` of the entity type `kind`."""
        label = _LABELS.get(kind, kind)
        known = self._seen.setdefault(label, {})
        number = known.setdefault(value, len(known) + 1) + self._before.get(label, 0)
        return f"[{label}_{number}]"


def type_of(label: str) -> str:
    """The entity type behind the label of a placeholder."""
    return next((kind for kind, own in _LABELS.items() if own == label), label)


def hidden_before(script: Script) -> list[Found]:
    """What older rules hid, as finds of the types that the placeholders name."""
    return [
        Found(match.start(), match.end(), type_of(match.group(1)), 1.0, "Placeholder")
        for line in script.lines
        for token in line.tokens
        if token.kind is Kind.HIDDEN and (match := PLACEHOLDER.match(script.text, token.begin))
    ]


def mask_turn(turn: Spoken, spans: Sequence[Span]) -> Turn:
    """The turn with each of its spans (sorted, apart from each other) replaced by its placeholder.

    The number of words and their times stay. A word that lies wholly or partly in a span reads as the
    placeholder and whatever of its own sign or ending stays outside the span.
    """
    if not spans:
        return Turn(turn.speaker, turn.text, turn.words)
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += [turn.text[position : span.begin], span.placeholder]
        position = span.stop
    text = "".join([*pieces, turn.text[position:]])
    words = tuple(_mask_word(word, spans, text) for word in turn.words)
    return Turn(turn.speaker, text, words)


def _mask_word(word: Word, spans: Sequence[Span], text: str) -> Word:
    begin = _moved(word.begin, spans, to_end=False)
    stop = _moved(word.stop, spans, to_end=True)
    return replace(word, text=text[begin:stop], begin=begin, stop=stop)


def _moved(offset: int, spans: Sequence[Span], *, to_end: bool) -> int:
    """Where an offset of the input text lies in the masked text; inside a span, at the placeholder's edge."""
    shift = 0
    for span in spans:
        if offset >= span.stop:
            shift += len(span.placeholder) - (span.stop - span.begin)
        elif offset > span.begin or (offset == span.begin and not to_end):
            return span.begin + shift + (len(span.placeholder) if to_end else 0)
        else:
            break
    return offset + shift
