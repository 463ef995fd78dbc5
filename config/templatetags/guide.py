"""Helps the style guide to name many things on one line."""

from django import template

register = template.Library()


@register.filter
def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()
