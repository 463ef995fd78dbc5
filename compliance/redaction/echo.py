"""Second pass over words: names, passwords and addresses hidden once are hidden wherever they are said again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from compliance.redaction.answers import is_name_like, unusual_stretches
from compliance.redaction.found import Found
from compliance.redaction.script import Script

_WORDY = frozenset({"PASSCODE", "ADDRESS", "EMAIL"})
_SHORTEST_NAME = 3
_LONGEST_NAME = 3
_SURE_NAME = 0.55
_SHORTEST_MISHEARD = 4
_ALIKE = 0.8
_INTRODUCED = re.compile(r"(?:this is|my name is|name's|names is|speaking with|i'm|i am) $")
_SIGNED_ON = re.compile(r"^,? (?:speaking|here)\b")


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
            for token in script.line_at(item.begin).within(item.begin, item.stop):
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
            words.update(token.word for token in line.within(item.begin, item.stop))
    return frozenset(words)


def is_agent_name(script: Script, item: Found, names: frozenset[str]) -> bool:
    """Whether the find is a name made only of words in `names`."""
    tokens = script.line_at(item.begin).within(item.begin, item.stop)
    return (
        item.type == "NAME"
        and bool(tokens)
        and all(token.word.removesuffix("'s") in names for token in tokens)
    )


def _name_words(script: Script, found: Sequence[Found]) -> set[str]:
    words: set[str] = set()
    for item in found:
        if item.type != "NAME" or item.score < _SURE_NAME:
            continue
        line = script.line_at(item.begin)
        words.update(
            token.word.removesuffix("'s")
            for token in line.within(item.begin, item.stop)
            if is_name_like(token)
        )
        words.update(run.letters for run in line.runs if item.holds(run) and not run.digits)
    return {word for word in words if len(word) >= _SHORTEST_NAME}


def _sounds_like(word: str, names: Iterable[str]) -> bool:
    """Whether the word is a name already found as a recogniser may have heard it: "Ellen" for "Helen"."""
    if len(word) < _SHORTEST_MISHEARD:
        return False
    return any(
        SequenceMatcher(None, word, name).ratio() >= _ALIKE
        for name in names
        if len(name) >= _SHORTEST_MISHEARD
    )
