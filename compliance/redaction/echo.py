"""Second pass: what was hidden once is hidden wherever it is said again, by either side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from compliance.redaction.answers import is_name_like, unusual_stretches
from compliance.redaction.codes import with_letters
from compliance.redaction.found import Found
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.script import Script
from compliance.redaction.tokens import Token

_NOT_NUMBERS = frozenset({"NAME", "EMAIL", "CONDITION", "MEDICATION", "DOB", "CARD_EXPIRY"})
_WORDY = frozenset({"PASSCODE", "ADDRESS", "EMAIL"})
_SHORTEST_ECHO = 3
# A piece of two characters counts only so many turns after the whole.
_NEAR = 6
_LONGEST_TAIL = 4
_TAIL = re.compile(
    r"\b(?:at the end|to finish|finish(?:es)? with|ends? (?:in|with|on)|next (?:is|two|three|four|one)|start(?:s|ing)? with|"
    r"begins? with|everything but|last (?:one|two|three|four|bit|part))\b"
)
_SHORTEST_NAME = 3
_LONGEST_NAME = 3
_SURE_NAME = 0.55
_SHORTEST_MISHEARD = 4
_ALIKE = 0.8
_INTRODUCED = re.compile(r"(?:this is|my name is|name's|names is|speaking with|i'm|i am) $")
_SIGNED_ON = re.compile(r"^,? (?:speaking|here)\b")


@dataclass(frozen=True, slots=True)
class _Value:
    """A number that was found, and the turn in which."""

    digits: str
    code: str
    kind: str
    line: int


def echo_numbers(script: Script, found: Sequence[Found]) -> Iterator[Found]:
    """Runs that repeat three or more digits in a row of a number already found, and shortly after it two characters of it.

    So do the ends of numbers that are named as such: "and 7 to finish".
    """
    values = _numbers(script, found)
    covered = {run for _, run in script.runs() if _covered(run, found)}
    for line, run in script.runs():
        if run.counted or run in covered or not run.digits:
            continue
        tail = _TAIL.search(script.line_text(line).lower()) is not None
        for value in values:
            near = 0 <= line.index - value.line <= _NEAR
            if _repeats(run, value, near=near) or (near and tail and len(run.code) <= _LONGEST_TAIL):
                yield Found(*with_letters(script, line, run), value.kind, 0.5, "Echo")
                break


def _repeats(run: Run, value: _Value, *, near: bool) -> bool:
    if len(run.digits) >= _SHORTEST_ECHO and (run.digits in value.digits or value.digits in run.digits):
        return True
    return near and len(run.code) == _SHORTEST_ECHO - 1 and run.code in value.code


def spread_names(script: Script, found: Sequence[Found]) -> Iterator[Found]:
    """Every further mention of a name that was found once, spoken or spelled."""
    names = _name_words(script, found)
    for line in script.lines:
        cased = any(char.isupper() for char in script.line_text(line))
        for token in line.tokens:
            plain = token.word.removesuffix("'s")
            capital = script.text[token.begin].isupper()
            known = plain in names and (not cased or capital)
            if known or (capital and is_name_like(token) and _sounds_like(plain, names)):
                yield Found(token.begin, token.begin + len(plain), "NAME", 0.6, "Echo")
        for stretch in unusual_stretches(line.tokens):
            capital = not cased or all(script.text[token.begin].isupper() for token in stretch)
            if capital and len(stretch) <= _LONGEST_NAME and any(token.word in names for token in stretch):
                yield Found(stretch[0].begin, stretch[-1].stop, "NAME", 0.6, "Echo")
        for run in line.runs:
            if run.letters in names and not run.digits:
                yield Found(run.begin, run.stop, "NAME", 0.6, "Echo")


def spread_words(script: Script, found: Sequence[Found]) -> Iterator[Found]:
    """Further mentions of the unusual words of passwords, addresses and e-mail addresses.

    A house number before such a word belongs to it.
    """
    words: dict[str, str] = {}
    for item in found:
        if item.type in _WORDY:
            for token in _tokens(script.line_at(item.begin), item):
                if len(token.word) > _SHORTEST_NAME and is_name_like(token):
                    words.setdefault(token.word, item.type)
    for line in script.lines:
        for token in line.tokens:
            kind = words.get(token.word)
            if kind is not None:
                beside = next(
                    (run for run in line.runs if 0 <= token.begin - run.stop <= 1 and run.digits), None
                )
                yield Found(beside.begin if beside else token.begin, token.stop, kind, 0.4, "Echo")


def agent_names(script: Script, found: Sequence[Found]) -> frozenset[str]:
    """Lower-case words of the names by which agents introduced themselves."""
    words: set[str] = set()
    for item in found:
        line = script.line_at(item.begin)
        if item.type != "NAME" or line.speaker != "agent":
            continue
        before = script.text[line.begin : item.begin].lower()
        after = script.text[item.stop : line.stop].lower()
        if _INTRODUCED.search(before) or _SIGNED_ON.search(after):
            words.update(token.word for token in _tokens(line, item))
    return frozenset(words)


def is_agent_name(script: Script, item: Found, names: frozenset[str]) -> bool:
    """Whether the find is a name made only of words in `names`."""
    tokens = _tokens(script.line_at(item.begin), item)
    return (
        item.type == "NAME"
        and bool(tokens)
        and all(token.word.removesuffix("'s") in names for token in tokens)
    )


def _numbers(script: Script, found: Sequence[Found]) -> list[_Value]:
    values: dict[tuple[str, int], _Value] = {}
    for item in found:
        if item.type in _NOT_NUMBERS:
            continue
        line = script.line_at(item.begin)
        for run in line.runs:
            if _inside(run, item) and len(run.digits) >= _SHORTEST_ECHO:
                values.setdefault((run.code, line.index), _Value(run.digits, run.code, item.type, line.index))
    return list(values.values())


def _name_words(script: Script, found: Sequence[Found]) -> set[str]:
    words: set[str] = set()
    for item in found:
        if item.type != "NAME" or item.score < _SURE_NAME:
            continue
        line = script.line_at(item.begin)
        words.update(token.word.removesuffix("'s") for token in _tokens(line, item) if is_name_like(token))
        words.update(run.letters for run in line.runs if _inside(run, item) and not run.digits)
    return {word for word in words if len(word) >= _SHORTEST_NAME}


def _tokens(line: Line, item: Found) -> list[Token]:
    return [token for token in line.tokens if item.begin <= token.begin < item.stop]


def _sounds_like(word: str, names: Iterable[str]) -> bool:
    """Whether the word is a name already found as a recogniser may have heard it: "Ellen" for "Helen"."""
    if len(word) < _SHORTEST_MISHEARD:
        return False
    return any(
        SequenceMatcher(None, word, name).ratio() >= _ALIKE
        for name in names
        if len(name) >= _SHORTEST_MISHEARD
    )


def _inside(run: Run, item: Found) -> bool:
    return item.begin <= run.begin and run.stop <= item.stop


def _covered(run: Run, found: Sequence[Found]) -> bool:
    return any(_inside(run, item) for item in found)
