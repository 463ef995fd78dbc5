"""What pages of the settings show around their content."""

from typing import Any

from django import template

from compliance.accounts.tabs import Tab, tabs

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_tabs(context: dict[str, Any]) -> list[Tab]:
    """The settings' tabs of the signed-in member."""
    return tabs(context["permissions"], context["request"].path)
