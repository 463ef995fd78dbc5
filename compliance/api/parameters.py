"""Query parameters: what operations share, and the refusal of those they do not know."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import django_filters
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from compliance.api.paging import LARGEST, SIZE
from compliance.texts import unstorable

FIELDS = OpenApiParameter("fields", str, description="Only these fields of a row, with commas between.")
FORMAT = OpenApiParameter("format", str, enum=["json", "csv"], description="The same as `Accept`.")
CURSOR = OpenApiParameter(
    "cursor", str, description="Where a page begins; take it from `next` and `previous`."
)
PER_PAGE = OpenApiParameter(
    "per_page",
    {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE},
    description="Rows of a page.",
)
KINDS: Mapping[type[django_filters.Filter], Any] = {
    django_filters.DateFilter: date,
    django_filters.BooleanFilter: bool,
    django_filters.NumberFilter: float,
    django_filters.UUIDFilter: UUID,
}


def sort_parameter(names: Iterable[str], default: str) -> OpenApiParameter:
    """`sort`, by one of the names; a minus in front: descending."""
    choices = [sign + name for name in names for sign in ("", "-")]
    return OpenApiParameter(
        "sort", str, enum=choices, description=f"Order of the rows; `{default}` unless said otherwise."
    )


def filter_parameter(name: str, one: django_filters.Filter) -> OpenApiParameter:
    """What a filter takes; its label says what it means."""
    choices = one.extra.get("choices")
    kind = next((kind for filter_class, kind in KINDS.items() if isinstance(one, filter_class)), str)
    enum = [str(key) for key, _ in choices] if isinstance(choices, Sequence) else None
    label = str(one.label or "")
    said = [label if label.lower() != name.replace("_", " ") else "", str(one.extra.get("help_text") or "")]
    text = " ".join(f"{part.rstrip('.')}." for part in said if part)
    return OpenApiParameter(name, kind, enum=enum, description=text)


def check_known(request: Request, known: Iterable[str]) -> None:
    """Raises ValidationError naming every query parameter that the operation does not have."""
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise ValidationError({name: ["There is no such parameter."] for name in unknown})


def check_storable(request: Request) -> None:
    """Raises ValidationError naming every query parameter with characters that no row can have."""
    faults = unstorable(request.query_params.lists())
    if faults:
        raise ValidationError({name: ["There are characters that cannot be stored."] for name in faults})


def items(request: Request, name: str) -> list[str]:
    """A parameter whose value is a list with commas between."""
    return [item.strip() for item in request.query_params.get(name, "").split(",") if item.strip()]
