"""Paging by position in time: rows that arrive meanwhile neither repeat nor hide others."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from calls.models import Call

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Calls, newest first, and the marks of the neighbouring pages ("" where there is none)."""

    calls: list[Call]
    newer: str
    older: str


def page(calls: QuerySet[Call], *, before: str = "", after: str = "", size: int = SIZE) -> Page:
    """The newest calls, or those older than the mark `before`, or newer than `after`; bad marks are ignored."""
    back, forth = _read(before), _read(after)
    if forth and not back:
        newer = calls.filter(_beyond(forth, "gt")).order_by("start_time", "id")
        found = list(newer[: size + 1])
        shown = found[:size][::-1]
        return Page(shown, _mark(shown[0]) if len(found) > size else "", _mark(shown[-1]) if shown else "")
    if back:
        calls = calls.filter(_beyond(back, "lt"))
    found = list(calls.order_by("-start_time", "-id")[: size + 1])
    shown = found[:size]
    return Page(
        shown, _mark(shown[0]) if back and shown else "", _mark(shown[-1]) if len(found) > size else ""
    )


def _beyond(mark: tuple[datetime, int], lookup: str) -> Q:
    at, pk = mark
    return Q(**{f"start_time__{lookup}": at}) | Q(start_time=at, **{f"id__{lookup}": pk})


def _mark(call: Call) -> str:
    return f"{call.start_time.isoformat()}_{call.pk}"


def _read(mark: str) -> tuple[datetime, int] | None:
    at, _, pk = mark.replace(" ", "+").rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(pk)) if moment.tzinfo else None
    except ValueError:
        return None
