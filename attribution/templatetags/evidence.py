"""Evidence of matches in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from attribution.matching.reasons import explain

register = template.Library()


@register.filter
def reasons(evidence: Mapping[str, Any]) -> list[str]:
    """Why a visit may have led to a call, in sentences."""
    return explain(evidence)
