"""Masking what is kept of requests and answers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SHOWN = 4
LONGEST = 2000
MASK = "…"


def mask(value: str) -> str:
    """The first characters of a value, enough to tell two apart; short values are hidden whole."""
    return (value[:SHOWN] if len(value) > 3 * SHOWN else "") + MASK


def mask_fields(document: Any, names: Iterable[str]) -> Any:
    """The JSON document with every text under one of the keys masked, lists and objects below them included."""
    return _walk(document, frozenset(names), hidden=False)


def hidden_values(document: Any, names: Iterable[str]) -> list[str]:
    """The texts that `mask_fields` masks."""
    return list(_texts(document, frozenset(names), hidden=False))


def scrub(text: str, values: Iterable[str]) -> str:
    """The text, cut to a sensible length, without any of the values, which an answer may repeat."""
    for value in sorted({value for value in values if value}, key=len, reverse=True):
        text = text.replace(value, mask(value)).replace(json.dumps(value)[1:-1], mask(value))
    return text[:LONGEST]


def _walk(node: Any, names: frozenset[str], *, hidden: bool) -> Any:
    if isinstance(node, Mapping):
        return {key: _walk(value, names, hidden=hidden or key in names) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_walk(value, names, hidden=hidden) for value in node]
    return mask(node) if hidden and isinstance(node, str) else node


def _texts(node: Any, names: frozenset[str], *, hidden: bool) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _texts(value, names, hidden=hidden or key in names)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _texts(value, names, hidden=hidden)
    elif hidden and isinstance(node, str):
        yield node
