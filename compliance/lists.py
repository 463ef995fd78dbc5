"""One page of a list on the screen: the place in it stands in the address as `before` (older) or `after` (newer)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import ValidationError

from compliance.api.paging import Mark, Sorted

SIZE = 50


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows in order, and the marks of the pages before and after ("" where there is none)."""

    rows: list[Any]
    newer: str
    older: str


def list_page(ordered: Sorted, query: Mapping[str, str], size: int = SIZE) -> ListPage:
    """The page the address asks for; marks that cannot be read mean the first page."""
    mark = _mark(ordered, query)
    found = ordered.take(size + 1, mark)
    more, shown = len(found) > size, found[:size]
    back = mark is not None and not mark.forward
    if back:
        shown.reverse()
    newer = shown and (more if back else mark is not None)
    older = shown and (back or more)
    return ListPage(
        shown,
        ordered.write(shown[0], forward=False) if newer else "",
        ordered.write(shown[-1], forward=True) if older else "",
    )


def _mark(ordered: Sorted, query: Mapping[str, str]) -> Mark | None:
    text = query.get("before") or query.get("after")
    try:
        return ordered.read(text) if text else None
    except ValidationError:
        return None
