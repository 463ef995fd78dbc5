"""Joins spoken digits and letters into runs: one run is one number or spelling, with its place in the text.

A group is what was said in one breath ("4111", "forty-one eleven", "H T A"); a run bridges commas,
fillers and corrections between groups. A group that counts something ("12 miles", "$40") stays apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.redaction.elements import Element, read_elements
from compliance.redaction.quantities import counts_something
from compliance.redaction.tokens import Kind, Token

_GLUE = frozenset("-–—/.()_#'")
_BRIDGE_MARKS = frozenset(",.;-–—…/()'_#")
_SPOKEN_MARKS = frozenset({"dash", "hyphen", "space", "slash", "pound", "star", "hash"})
_TELLING = frozenset(
    {
        "code",
        "passcode",
        "number",
        "pin",
        "is",
        "it's",
        "that's",
        "says",
        "card",
        "account",
        "okay",
        "there's",
        "reads",
        "with",
    }
)
_FEWEST_HOMOPHONES = 3
_LONGEST_BRIDGE = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A number or spelling at `begin` to `stop` of the text; `counted` when a unit says it is a quantity.

    `parts` are the digits as they were said ("12", "30"), `code` digits and letters in their order, `rounded`
    says that a hundred or thousand was among them.
    """

    begin: int
    stop: int
    digits: str
    letters: str
    counted: bool = False
    parts: tuple[str, ...] = ()
    code: str = ""
    rounded: bool = False

    @property
    def value(self) -> str:
        """Digits and lower-case letters, digits first; equal values were the same number."""
        return self.digits + self.letters


@dataclass(slots=True)
class _Group:
    elements: list[Element]
    counted: bool = False

    @property
    def begin(self) -> int:
        return self.elements[0].begin

    @property
    def stop(self) -> int:
        return self.elements[-1].stop

    @property
    def digits(self) -> str:
        return "".join(element.digits for element in self.elements)

    @property
    def letters(self) -> str:
        return "".join(element.letters for element in self.elements)

    @property
    def is_year(self) -> bool:
        return len(self.digits) == 4 and "1900" <= self.digits < "2100"

    @property
    def weak(self) -> bool:
        return all(element.weak for element in self.elements)


def find_runs(tokens: Sequence[Token]) -> list[Run]:
    """Every run of one turn, in order."""
    elements = read_elements(tokens)
    if alone := _all_homophones(elements, tokens):
        return [alone]
    groups = [_trim(group, tokens) for group in _glue(elements, tokens)]
    groups = [group for group in groups if group.elements]
    for group in groups:
        group.counted = counts_something(group.elements, tokens)
    runs: list[Run] = []
    for chain in _chain(groups, tokens):
        kept = _drop_weak_edges(chain)
        if kept:
            runs.append(_run(kept))
    return runs


def _all_homophones(elements: Sequence[Element], tokens: Sequence[Token]) -> Run | None:
    """ "to for oh": a turn of nothing but words that sound like digits."""
    heard = [element for element in elements if element.digits]
    others = [token for token in tokens if token.kind not in (Kind.WEAK, Kind.MARK, Kind.BRIDGE)]
    if others or len(heard) != len(elements) or len(heard) < _FEWEST_HOMOPHONES:
        return None
    digits = "".join(element.digits for element in heard)
    return Run(heard[0].begin, heard[-1].stop, digits, "", parts=tuple(digits), code=digits)


def _run(groups: Sequence[_Group]) -> Run:
    elements = [element for group in groups for element in group.elements]
    digits = "".join(element.digits for element in elements)
    letters = "".join(element.letters for element in elements)
    if all(element.is_letter_o for element in elements if element.digits) and len(elements) > len(digits):
        digits, letters = "", "".join(element.letters or "o" for element in elements)
    return Run(
        groups[0].begin,
        groups[-1].stop,
        digits,
        letters,
        groups[0].counted,
        tuple(element.digits for element in elements if element.digits),
        "".join(element.code for element in elements),
        any(element.rounded for element in elements),
    )


def _glue(elements: Sequence[Element], tokens: Sequence[Token]) -> list[_Group]:
    groups: list[_Group] = []
    for element in elements:
        if groups and _glued(groups[-1].elements[-1], element, tokens):
            groups[-1].elements.append(element)
        else:
            groups.append(_Group([element]))
    return groups


def _glued(left: Element, right: Element, tokens: Sequence[Token]) -> bool:
    between = tokens[left.last + 1 : right.first]
    if right.weak and right.digits and not right.is_zero and len(left.digits) > 2:
        return False
    if [token.word for token in between] == ["and"] and tokens[left.last].kind is Kind.MAGNITUDE:
        return True
    if any(token.word not in _GLUE for token in between):
        return False
    # "5. 6" ends a sentence, "5.6" does not.
    return not any(
        token.word == "." and tokens[i].begin > token.stop for i, token in _followed(left, between)
    )


def _followed(left: Element, between: Sequence[Token]) -> list[tuple[int, Token]]:
    return [(left.last + 2 + offset, token) for offset, token in enumerate(between)]


def _trim(group: _Group, tokens: Sequence[Token]) -> _Group:
    """Drop weak words at the edges that are more likely ordinary words."""
    elements = group.elements
    if group.weak:
        zeros = len(elements) >= _FEWEST_HOMOPHONES and all(element.is_zero for element in elements)
        return group if zeros or _spells_with_code_words(elements) or len(elements) == 1 else _Group([])
    while elements and elements[0].weak and not _keeps_leading(elements, tokens):
        elements = elements[1:]
    while elements and elements[-1].weak and not _keeps_trailing(elements, tokens):
        elements = elements[:-1]
    return _Group(elements)


def _spells_with_code_words(elements: Sequence[Element]) -> bool:
    return sum(element.stop - element.begin > 1 and bool(element.letters) for element in elements) >= 3


def _keeps_leading(elements: Sequence[Element], tokens: Sequence[Token]) -> bool:
    first, rest = elements[0], elements[1:]
    count = sum(len(element.digits) for element in rest)
    if first.is_letter_o and rest[0].letters and not count:
        return True
    if first.is_zero:
        return count >= 1
    if first.letters:
        return (
            bool(rest[0].letters)
            or rest[0].is_letter_o
            or count >= 5
            or (first.stop - first.begin > 1 and count >= 2)
        )
    before = tokens[first.first - 1] if first.first else None
    starts = before is None or before.kind in (Kind.MARK, Kind.BRIDGE) or before.word in _TELLING
    spelled_out = all(len(element.digits) == 1 for element in rest)
    return starts and count >= (2 if spelled_out else 3)


def _keeps_trailing(elements: Sequence[Element], tokens: Sequence[Token]) -> bool:
    last, rest = elements[-1], elements[:-1]
    count = sum(len(element.digits) for element in rest)
    ends_clause = last.last + 1 == len(tokens) or tokens[last.last + 1].kind is Kind.MARK
    if last.is_letter_o and rest[-1].letters and not count:
        return True
    if last.is_zero:
        return count >= 1
    if last.letters:
        spelled = bool(rest[-1].letters) or sum(len(element.letters) for element in rest) >= 3
        return spelled or (count >= 2 and (ends_clause or last.stop - last.begin > 1))
    spelled_out = all(len(element.digits) == 1 for element in rest)
    return ends_clause and count >= (2 if spelled_out else 3)


def _chain(groups: Sequence[_Group], tokens: Sequence[Token]) -> list[list[_Group]]:
    chains: list[list[_Group]] = []
    for group in groups:
        if chains and _bridged(chains[-1][-1], group, tokens):
            chains[-1].append(group)
        else:
            chains.append([group])
    return chains


def _bridged(left: _Group, right: _Group, tokens: Sequence[Token]) -> bool:
    if left.counted or right.counted:
        return False
    between = tokens[left.elements[-1].last + 1 : right.elements[0].first]
    words = [token for token in between if token.kind is Kind.BRIDGE]
    if any(token.kind is not Kind.BRIDGE and token.word not in _BRIDGE_MARKS for token in between):
        return False
    if any(token.word == "not" for token in words) and any(element.rounded for element in right.elements):
        return False
    if [token.word for token in words] == ["and"] and left.is_year and right.is_year:
        return False
    if bool(left.digits) != bool(right.digits) and any(token.word not in _SPOKEN_MARKS for token in words):
        return False
    return len(words) <= _LONGEST_BRIDGE


def _drop_weak_edges(chain: Sequence[_Group]) -> list[_Group]:
    """Weak groups hold a run together inside it; at its edge only a zero or a spelled letter stays."""
    certain = [group for group in chain if not group.weak or len(group.elements) >= 3]
    if not certain:
        return []
    first, last = chain.index(certain[0]), len(chain) - 1 - list(reversed(chain)).index(certain[-1])
    while first > 0 and _belongs(chain[first - 1], chain[first]):
        first -= 1
    while last + 1 < len(chain) and _belongs(chain[last + 1], chain[last]):
        last += 1
    kept = list(chain[first : last + 1])
    lone_letter = len(kept) == 1 and not kept[0].digits and len(kept[0].letters) == 1
    return [] if lone_letter else kept


def _belongs(weak: _Group, neighbour: _Group) -> bool:
    if weak.elements[0].is_zero:
        return bool(neighbour.digits) or weak.elements[0].is_letter_o
    return bool(weak.letters) and bool(neighbour.letters) and not neighbour.digits
