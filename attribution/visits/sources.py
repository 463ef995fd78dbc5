"""What kind of site a source is: search, social, video, shopping, an assistant, a payment provider.

`sources.json` is our own list with its date. A host is looked up whole, then without its first label and so on, so that the
most particular entry wins; then by the bare name of its registrable domain, "google" for www.google.co.uk. A source that is
a word and no host is looked up as it stands.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

CATEGORIES = ("search", "social", "video", "shopping")
# Below these a country sells names on the second level: example.co.uk.
SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "id", "ltd", "me"))
SECOND_LEVEL |= frozenset(("mil", "ne", "net", "nom", "or", "org", "plc", "sch", "web"))


def category(source: str, own: Mapping[str, str] | None = None) -> str:
    """The category of a lower-cased host or name, "" for an unknown one. `own`: an account's entries, which come first."""
    found = _listed(source, own) if own else None
    return _category(source) if found is None else found


def is_below(host: str, domains: Mapping[str, str]) -> bool:
    """Whether the host is one of the domains or below one."""
    return any(one in domains for one in _with_parents(host))


def registrable(host: str) -> str:
    """The part of a host that somebody registered: example.co.uk of a.b.example.co.uk."""
    labels = host.split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL else 2
    return ".".join(labels[-size:])


@lru_cache(maxsize=16_384)
def _category(source: str) -> str:
    found = _listed(source, shipped())
    return "" if found in (None, "none") else str(found)


def _listed(source: str, entries: Mapping[str, str]) -> str | None:
    for one in _with_parents(source):
        if one in entries:
            return entries[one]
    return entries.get(registrable(source).partition(".")[0]) if "." in source else None


def _with_parents(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[n:]) for n in range(max(len(labels) - 1, 1))]


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, str]:
    """Domain or name -> category of the list that comes with the program."""
    document = json.loads(Path(__file__).with_name("sources.json").read_text(encoding="utf-8"))
    return {
        entry: name
        for name, kinds in document["categories"].items()
        for entry in (*kinds["names"], *kinds["domains"])
    }


def listed_on() -> str:
    """The date of the list, ISO."""
    return str(json.loads(Path(__file__).with_name("sources.json").read_text(encoding="utf-8"))["updated"])
