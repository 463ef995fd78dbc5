"""A strict check of JSON against a description: unknown keys, missing ones, wrong types and bad values."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Check = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where."""

    field: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One key: the Python `kind` of its value or, for objects, its `fields`; `many` for a list of either."""

    kind: type | tuple[type, ...] = str
    required: bool = False
    check: Check | None = None
    fields: "Mapping[str, Field] | None" = None
    many: bool = False
    most: int = 0


def problems(value: Any, fields: Mapping[str, Field], at: str = "") -> list[Problem]:
    """Everything wrong with an object, in the order of the description."""
    if not isinstance(value, dict):
        return [Problem(at, "INVALID_TYPE", "an object is expected")]
    found = [Problem(_join(at, key), "UNKNOWN_FIELD", "no such field") for key in value if key not in fields]
    for key, field in fields.items():
        if key not in value or value[key] is None:
            if field.required:
                found.append(Problem(_join(at, key), "REQUIRED_FIELD_MISSING", "is missing"))
            continue
        found += _field(value[key], field, _join(at, key))
    return found


def _field(value: Any, field: Field, at: str) -> list[Problem]:
    if not field.many:
        return _single(value, field, at)
    if not isinstance(value, list):
        return [Problem(at, "INVALID_TYPE", "a list is expected")]
    if field.required and not value:
        return [Problem(at, "REQUIRED_FIELD_MISSING", "is empty")]
    if field.most and len(value) > field.most:
        return [Problem(at, "TOO_MANY", f"at most {field.most} are allowed")]
    return [problem for n, item in enumerate(value) for problem in _single(item, field, f"{at}[{n}]")]


def _single(value: Any, field: Field, at: str) -> list[Problem]:
    if field.fields is not None:
        return problems(value, field.fields, at)
    kinds = field.kind if isinstance(field.kind, tuple) else (field.kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        return [Problem(at, "INVALID_TYPE", f"{' or '.join(kind.__name__ for kind in kinds)} is expected")]
    wrong = field.check(value) if field.check else ""
    return [Problem(at, "INVALID_VALUE", wrong)] if wrong else []


def matching(pattern: str, text: str) -> Check:
    """A check of texts against a regular expression."""
    compiled = re.compile(pattern)
    return lambda value: "" if compiled.fullmatch(str(value)) else text


def one_of(values: Iterable[Any]) -> Check:
    """A check of values against a list."""
    allowed = tuple(values)
    return lambda value: "" if value in allowed else f"one of {', '.join(map(str, allowed))} is expected"


def between(low: float, high: float) -> Check:
    """A check of numbers against a range."""
    return lambda value: "" if low <= value <= high else f"{low:g} to {high:g} is expected"


def _join(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key
