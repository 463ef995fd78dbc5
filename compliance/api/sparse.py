"""Serializers that answer only the fields asked for, and their flat form for CSV."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from rest_framework import serializers

from compliance.tables import Cell

T = TypeVar("T")
Fields = dict[str, serializers.Field[Any, Any, Any, Any]]


class SparseSerializer(serializers.Serializer[T]):
    """One row of an answer. `more_fields` adds those whose names mean something else on a serializer class."""

    def more_fields(self) -> Fields:
        """Fields beside the declared ones."""
        return {}

    def get_fields(self) -> Fields:
        """All fields, or those of `fields=` where this is the row it speaks of (`sparse` in the context)."""
        fields = {**super().get_fields(), **self.more_fields()}
        wanted, meant = self.context.get("fields"), self.context.get("sparse")
        if not wanted or meant is None or not isinstance(self, meant):
            return fields
        return {name: field for name, field in fields.items() if name in wanted}


def columns(serializer: serializers.BaseSerializer[Any], prefix: str = "") -> list[str]:
    """Names of the flat row: those of nested objects with dots."""
    names: list[str] = []
    for name, field in getattr(serializer, "fields", {}).items():
        if isinstance(field, serializers.Serializer):
            names += columns(field, f"{prefix}{name}.")
        elif not field.write_only:
            names.append(prefix + name)
    return names


def cell(row: Mapping[str, Any], name: str) -> Cell:
    """The value at a dotted name."""
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return flat(value)


def flat(value: Any) -> Cell:
    """A value in one cell: lists of texts with semicolons between, other documents as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if isinstance(value, int | float) else str(value)
