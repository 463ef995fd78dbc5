"""What lists and tables need in their addresses: order, parameters that stay, parameters taken away."""

from typing import Any

from django import template
from django.http import QueryDict

register = template.Library()

PLACE = ("before", "after", "page")  # where one is in a list; any other question starts at its beginning


@register.inclusion_tag("parts/sort_header.html", takes_context=True)
def sort_header(
    context: dict[str, Any], key: str, label: str, numeric: bool = False, default: str = "", column: str = ""
) -> dict[str, Any]:
    """A table head that orders by `key`: `?sort=key`, then `?sort=-key`. Numbers start with the largest.

    `default` is the order of a page without `sort`; `column` the name for the choice of columns (else the key).
    """
    query = _query(context)
    current = query.get("sort") or default
    down = f"-{key}"
    first, other = (down, key) if numeric else (key, down)
    target = other if current == first else first
    query["sort"] = target
    return {
        "label": label,
        "numeric": numeric,
        "column": column or key,
        "address": f"?{query.urlencode()}",
        "order": {key: "ascending", down: "descending"}.get(current, ""),
    }


@register.simple_tag(takes_context=True)
def parameters_but(context: dict[str, Any], *names: str) -> list[tuple[str, str]]:
    """Name and value of each parameter of this page that a GET form must carry, without `names` and without the place."""
    query = _query(context)
    return [(name, value) for name, values in query.lists() if name not in names for value in values if value]


@register.simple_tag(takes_context=True)
def address_without(context: dict[str, Any], name: str, value: str = "") -> str:
    """This page's query without a parameter, or without one `value` of a repeated one."""
    query = _query(context)
    kept = [one for one in query.getlist(name) if value and one != value]
    query.setlist(name, kept)
    return f"?{query.urlencode()}"


def _query(context: dict[str, Any]) -> QueryDict:
    query: QueryDict = context["request"].GET.copy()
    for name in PLACE:
        query.pop(name, None)
    return query
