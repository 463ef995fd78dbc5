"""Plug-in families: a settings list of dotted paths becomes a table of members by key."""

from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

T = TypeVar("T")


class UnknownMember(LookupError):
    """No member of the family has this key; the message lists those that exist."""


def members(setting: str, base: type[T]) -> dict[str, type[T]]:
    """The family's classes by their `key`, in the order of the settings list."""
    return dict(_members(tuple(getattr(settings, setting))))


def member(setting: str, base: type[T], key: str) -> type[T]:
    """One member by key. Raises UnknownMember."""
    found = members(setting, base)
    if key not in found:
        raise UnknownMember(f"unknown {base.__name__} {key!r}: choose one of {', '.join(found)}")
    return found[key]


def check_family(setting: str, base: type) -> list[CheckMessage]:
    """A system check: every path loads, every class has the base and a key of its own."""
    errors: list[CheckMessage] = []
    seen: dict[str, str] = {}
    for path in getattr(settings, setting):
        try:
            found = import_string(path)
        except ImportError as error:
            errors.append(Error(f"{setting}: {path} does not load: {error}", id="ringtrace.E001"))
            continue
        key = getattr(found, "key", "")
        if not (isinstance(found, type) and issubclass(found, base)):
            errors.append(Error(f"{setting}: {path} is no {base.__name__}", id="ringtrace.E002"))
        elif not key or key in seen:
            errors.append(Error(f"{setting}: {path} has no key of its own ({key!r})", id="ringtrace.E003"))
        seen[key] = path
    return errors


@cache
def _members(paths: tuple[str, ...]) -> dict[str, type[Any]]:
    return {found.key: found for found in (import_string(path) for path in paths)}
