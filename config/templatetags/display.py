"""How pages write numbers, times and labels."""

import json
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.http import QueryDict

from analytics.labels.services import in_words, label_name
from attribution.conversions.masking import mask
from compliance import locales
from compliance.phones import national

register = template.Library()
DASH = "–"


@register.filter
def clock(seconds: float | None) -> str:
    """Seconds as 1:05 or 1:02:05."""
    if seconds is None:
        return DASH
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@register.filter
def percent(share: float | None) -> str:
    """A probability as whole percent."""
    return DASH if share is None else locales.share(share)


@register.filter
def percent_fine(share: float | None) -> str:
    """A rate in percent with one digit after the point."""
    return DASH if share is None else locales.share(share, 1)


@register.filter
def money(amount: Any, currency: str = "") -> str:
    """An amount with its currency, as the account's country writes it; cents only where the amount is small."""
    if amount is None:
        return DASH
    number = float(amount)
    digits = 2 if abs(number) < 1000 and number % 1 else 0
    size = abs(number)
    text = locales.currency(size, currency, digits) if currency else locales.decimal(size, digits)
    return f"{'−' if number < 0 else ''}{text}"


@register.filter
def whole(number: int | None) -> str:
    """A count with its thousands grouped."""
    return DASH if number is None else locales.decimal(number)


@register.filter
def amount(number: float | None) -> str:
    """A count that may be a sum of probabilities: one digit after the point where it is not whole."""
    if number is None:
        return DASH
    return locales.decimal(number, 0 if abs(number - round(number)) < 0.005 else 1)


@register.filter
def times(ratio: float | None) -> str:
    """A ratio such as 2.4×."""
    return DASH if ratio is None else f"{locales.decimal(ratio, 1)}×"


@register.filter
def phone(number: str) -> str:
    """A number as people of its country write it."""
    return national(number) if number else "Withheld"


@register.filter
def label(key: str) -> str:
    """Any key in words."""
    return in_words(key)


@register.filter
def said(verdict: Any) -> str:
    """What the account calls the label of a verdict."""
    return label_name(verdict.dimension, verdict.label)


@register.filter
def masked(value: Any) -> str:
    """Enough of an identifier to tell two apart."""
    return mask(str(value))


@register.filter
def page_path(url: str) -> str:
    """Host and path of an address, without its query."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}" or DASH


@register.filter
def pretty(document: Any) -> str:
    """JSON for reading."""
    return json.dumps(document, indent=2, ensure_ascii=False)


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """The query part of this page's address with some values changed; empty ones are dropped."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"
