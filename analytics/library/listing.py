"""The list of calls as a page shows it: filtered, totalled, in order, one page of it with all facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from analytics.library.behind import Behind, read_behind
from analytics.library.facts import CallFacts
from analytics.library.filters import CallFilters
from analytics.library.orders import NEWEST, known, ordered
from analytics.library.queries import with_facts
from analytics.library.rows import Row, list_rows
from analytics.models import CallIndex
from analytics.summaries.groups import Totals, totals
from calls.models import Call
from compliance.lists import ListPage, list_page


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One filter in use: parameter, what it is called, its value in words; `value` "" means the whole parameter."""

    name: str
    label: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Marks of the neighbouring pages ("" at the ends), and how many calls there are."""

    newer: str
    older: str
    count: int
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of calls and the totals of all that fit the filters."""

    filters: CallFilters
    behind: Behind | None
    rows: list[Row]
    totals: Totals
    sort: str
    pager: Pager

    @property
    def active(self) -> list[ActiveFilter]:
        """The filters in use."""
        form = self.filters.form
        return [
            ActiveFilter(name, str(field.label), _words(field, value))
            for name, field in form.fields.items()
            if (value := form.data.get(name))
        ]


def narrow(query: Mapping[str, Any], visible: QuerySet[CallIndex]) -> tuple[CallFilters, Behind | None]:
    """The filters of the address over the rows a person may see; a figure of a report narrows them further."""
    behind = read_behind(query)
    if behind is not None:
        visible = visible.filter(pk__in=behind.calls())
    return CallFilters(query, queryset=visible), behind


def listing(query: Mapping[str, Any], visible: QuerySet[CallIndex]) -> Listing:
    """What the address asks for: filters, `sort`, and the marks `before` or `after`."""
    filters, behind = narrow(query, visible)
    sort = known(query.get("sort", NEWEST))
    rows = filters.qs
    shown = list_page(ordered(rows, sort), query)
    totalled = totals(rows)
    return Listing(
        filters=filters,
        behind=behind,
        rows=list_rows([row.pk for row in shown.rows]),
        totals=totalled,
        sort=sort,
        pager=_pager(shown, totalled.total_calls),
    )


def _pager(shown: ListPage, count: int) -> Pager:
    """Positions are known on the first page only: the others are found by their place, not by their number."""
    if shown.newer or not shown.rows:
        return Pager(shown.newer, shown.older, 0)
    return Pager("", shown.older, count, 1, len(shown.rows))


def facts_of(ids: list[int]) -> list[CallFacts]:
    """The calls with all facts, in the order of their ids."""
    found = {call.pk: call for call in with_facts(Call.objects.filter(pk__in=ids))}
    return [CallFacts(found[pk]) for pk in ids if pk in found]


def _words(field: Any, value: str) -> str:
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))
