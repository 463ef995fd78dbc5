"""Turns tokens into the elements of a spoken number or spelling: "forty-one", "double five", "H", "3b"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.redaction import lexicon
from compliance.redaction.cardinals import read_cardinal
from compliance.redaction.tokens import Kind, Token, figures

_NUMERIC = (Kind.DIGITS, Kind.TENS)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class Element:
    """One spoken unit covering tokens `first` to `last` (inclusive) of its turn.

    A weak element (homophone, article, code word) is a number part only beside a certain one.
    """

    first: int
    last: int
    begin: int
    stop: int
    digits: str = ""
    letters: str = ""
    weak: bool = False
    rounded: bool = False
    mixed: str = ""

    @property
    def code(self) -> str:
        """Digits and letters in the order in which they were said."""
        return self.mixed or self.digits or self.letters

    @property
    def is_zero(self) -> bool:
        """Whether this is "oh" or "o", which people say for zero far more often than other homophones."""
        return self.weak and self.digits == "0"

    @property
    def is_letter_o(self) -> bool:
        """Whether this is "o" alone, which is a letter in a spelled word."""
        return self.is_zero and self.stop - self.begin == 1


def read_elements(tokens: Sequence[Token]) -> list[Element]:
    """The elements of one turn in order; other tokens lie between them."""
    elements: list[Element] = []
    index = 0
    while index < len(tokens):
        element = _element_at(tokens, index)
        if element is None:
            index += 1
            continue
        elements.append(element)
        index = element.last + 1
    return elements


def _element_at(tokens: Sequence[Token], index: int) -> Element | None:
    token = tokens[index]
    if token.kind is Kind.REPEAT:
        return _repeated(tokens, index)
    if token.kind in (Kind.DIGITS, Kind.TENS) and (cardinal := read_cardinal(tokens, index)):
        return Element(
            index, cardinal.last, token.begin, tokens[cardinal.last].stop, cardinal.digits, rounded=True
        )
    if token.kind is Kind.DIGITS:
        return _counted(tokens, index)
    if token.kind is Kind.TENS:
        return None if _is_ordinal(tokens, index) else _tens(tokens, index)
    if token.kind is Kind.MIXED:
        digits = figures(token.value)
        letters = "".join(char for char in token.value if char.isalpha())
        return Element(index, index, token.begin, token.stop, digits, letters, mixed=token.value)
    if token.word == "november" and tokens[index + 1 : index + 2] and tokens[index + 1].kind in _NUMERIC:
        return None
    if (
        token.kind is Kind.WEAK
        and token.value.isdecimal()
        and token.value != "0"
        and _beside_pair(tokens, index)
    ):
        return None
    if token.kind in (Kind.LETTER, Kind.WEAK):
        is_digit = token.value.isdecimal()
        return Element(
            index,
            index,
            token.begin,
            token.stop,
            token.value if is_digit else "",
            "" if is_digit else token.value,
            token.kind is Kind.WEAK,
        )
    return None


def _beside_pair(tokens: Sequence[Token], index: int) -> bool:
    """Whether "to" or "for" stands beside a number of two digits or more: "seven thirty to six" is a range."""
    beside = [*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2]]
    return any(
        token.kind is Kind.TENS or (token.kind is Kind.DIGITS and len(token.value) > 1) for token in beside
    )


def _repeated(tokens: Sequence[Token], index: int) -> Element | None:
    """ "double five", "triple oh", "double t"."""
    if index + 1 == len(tokens) or tokens[index + 1].kind not in (Kind.DIGITS, Kind.LETTER, Kind.WEAK):
        return None
    following = tokens[index + 1]
    value = following.value * lexicon.REPEATS[tokens[index].value]
    is_digit = following.value.isdecimal()
    return Element(
        index,
        index + 1,
        tokens[index].begin,
        following.stop,
        value if is_digit else "",
        "" if is_digit else value,
    )


def _counted(tokens: Sequence[Token], index: int) -> Element:
    """Plain digits or "four ones"."""
    token = tokens[index]
    if index + 1 < len(tokens):
        following = tokens[index + 1]
        if following.kind is Kind.PLURAL and len(token.value) == 1:
            digits = following.value * int(token.value)
            return Element(index, index + 1, token.begin, following.stop, digits or following.value)
    thousands = _THOUSANDS.fullmatch(token.word) is not None
    return Element(index, index, token.begin, token.stop, token.value, rounded=thousands)


def _tens(tokens: Sequence[Token], index: int) -> Element:
    """ "forty", "forty one" or "forty-one"."""
    token = tokens[index]
    unit = index + 1
    if unit < len(tokens) and tokens[unit].word == "-":
        unit += 1
    if unit < len(tokens) and _is_unit_digit(tokens[unit]) and tokens[unit].begin - token.stop <= 2:
        return Element(index, unit, token.begin, tokens[unit].stop, token.value + tokens[unit].value)
    return Element(index, index, token.begin, token.stop, token.value + "0")


def _is_ordinal(tokens: Sequence[Token], index: int) -> bool:
    """ "thirty first", "twenty-third"."""
    following = [token for token in tokens[index + 1 : index + 3] if token.word != "-"][:1]
    return (
        bool(following)
        and following[0].word in lexicon.ORDINALS
        and following[0].begin - tokens[index].stop <= 2
    )


def _is_unit_digit(token: Token) -> bool:
    return token.kind is Kind.DIGITS and token.word in lexicon.DIGITS and token.value != "0"
