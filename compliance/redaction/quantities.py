"""Tells a quantity ("12 miles", "$40", "press 1", "at nine thirty") from a number that identifies."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.redaction import lexicon
from compliance.redaction.elements import Element
from compliance.redaction.tokens import Kind, Token

_CALLING = frozenset({"call", "called", "calling", "dial", "dialed"})
# "the last four" asks for a number and is none.
_PLACES = frozenset(
    {"last", "next", "first", "other", "these", "those", "all", "both", "final", "little", "remaining"}
)
_SPELLED = 4
_DATE_SIGNS = frozenset({"of", "over", "slash", "/"})
_LONGEST = 6
_ROOM = 4
_THINGS = (["model", "number"], ["part", "number"])
# "the one ending in": no digit.
_POINTING = frozenset(
    {"the", "which", "that", "this", "any", "each", "no", "new", "old", "same", "another", "every", "right"}
)
# An expiry date may follow these as well.
_UNTIL = frozenset({"until", "till", "through"})
_ROUGH_DIGITS = 3
_COUNTED_DIGITS = 6
_SHORTEST_PLURAL = 3
_NO_PLURALS = lexicon.words(
    """
    this thus yes does was has is its as plus always thanks says goes comes ends expires sounds works
    looks gives gets mrs oops whoops perhaps sometimes besides yours hers ours theirs whereas unless
    """
)
_NUMERIC = (Kind.DIGITS, Kind.TENS, Kind.REPEAT)


def counts_something(elements: Sequence[Element], tokens: Sequence[Token]) -> bool:
    """Whether the words beside `elements`, which are part of `tokens`, make them a quantity."""
    before = _words_before(elements, tokens, 3)
    after = [token.word for token in tokens[elements[-1].last + 1 :][:3]]
    size = sum(len(element.digits) for element in elements)
    if before[-1:] and before[-1] in lexicon.MONEY_SIGNS:
        return True
    if size > _LONGEST or (
        len(elements) >= _SPELLED and all(len(element.digits) <= 1 for element in elements)
    ):
        # Long numbers count only with a unit, and nobody says a quantity digit by digit.
        return (
            (len(elements) == 1 and _is_unit_after(after))
            or before[-2:] in _THINGS
            or (before[-1:] != [] and before[-1] in lexicon.UNITS_BEFORE and size <= _ROOM)
        )
    return (
        _is_told_before(elements, tokens, before, after, size)
        or _is_unit_after(after)
        or (size <= _COUNTED_DIGITS and _is_plural(after))
        or (after[:1] == ["or"] and size < _ROUGH_DIGITS)
        or (after[:1] == ["point"] and _goes_on(elements, tokens, 2))
    )


def _is_told_before(
    elements: Sequence[Element], tokens: Sequence[Token], before: list[str], after: list[str], size: int
) -> bool:
    """What stands before the number: "room", "until", "about", "call", "the last" ..."""
    last = before[-1] if before else ""
    if last in _CALLING:
        return "".join(element.digits for element in elements) == "911"
    if last in _UNTIL:
        return (size < _ROUGH_DIGITS and not set(after[:1]) & _DATE_SIGNS) or _is_time_of_day(
            elements, tokens
        )
    if last == "point":
        return tokens[elements[0].first - 2 : elements[0].first - 1] != [] and _is_number(
            tokens[elements[0].first - 2]
        )
    if last == "at":
        return _is_time_of_day(elements, tokens)
    if size == 1 and (last in _PLACES or (last in _POINTING and elements[0].digits == "1")):
        return True
    if last in lexicon.ROUGHLY:
        return size <= _ROUGH_DIGITS and not _goes_on(elements, tokens)
    between = "between" in before or "between" in _words_before(elements, tokens, 5)[:2]
    return (
        last in lexicon.UNITS_BEFORE
        or last == ":"
        or before[-2:] in _THINGS
        or (between and size <= _ROUGH_DIGITS)
    )


def _words_before(elements: Sequence[Element], tokens: Sequence[Token], count: int) -> list[str]:
    return [token.word for token in tokens[max(0, elements[0].first - count) : elements[0].first]]


def _is_number(token: Token) -> bool:
    return token.kind in _NUMERIC


def _goes_on(elements: Sequence[Element], tokens: Sequence[Token], skip: int = 1) -> bool:
    """Whether more of a number follows, `skip` tokens on."""
    following = [token for token in tokens[elements[-1].last + skip :][:3] if token.kind is not Kind.MARK][:1]
    return bool(following) and following[0].kind in _NUMERIC


def _is_plural(after: Sequence[str]) -> bool:
    """A plural noun follows: "150 employees"."""
    word = after[0] if after else ""
    return (
        len(word) > _SHORTEST_PLURAL
        and word.isalpha()
        and word.endswith("s")
        and not word.endswith("ss")
        and (word not in _NO_PLURALS)
    )


def _is_time_of_day(elements: Sequence[Element], tokens: Sequence[Token]) -> bool:
    """ "nine thirty", unless more digits follow, as in "four fifteen, five five five"."""
    if [len(element.digits) for element in elements] not in ([1, 2], [2, 2]):
        return False
    hour, minute = (int(element.digits) for element in elements)
    following = tokens[elements[-1].last + 1 :][:2]
    return 1 <= hour <= 12 and minute % 5 == 0 and not any(token.kind in _NUMERIC for token in following)


def _is_unit_after(after: Sequence[str]) -> bool:
    if not after:
        return False
    if after[0] in lexicon.UNITS_AFTER or after[0] in {"%", ":", "$"}:
        return True
    return (
        after[0] in {"more", "business", "-", "a", "per", "out"}
        and after[1:2] != []
        and (after[1] in lexicon.UNITS_AFTER)
    )
