"""The tabs of the settings, by the permission each needs. Higher layers bring the pages; a tab without one is left out."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

TABS = (
    ("settings-account", _("Account"), "settings.manage"),
    ("settings-members", _("Members"), "members.manage"),
    ("settings-agents", _("Agents"), "members.manage"),
    ("settings-keys", _("API keys"), "api_keys.manage"),
    ("settings-carriers", _("Carriers"), "settings.manage"),
    ("settings-destinations", _("Destinations"), "conversions.manage"),
    ("settings-rules", _("Conversion rules"), "conversions.manage"),
    ("settings-channels", _("Channels"), "conversions.manage"),
    ("settings-schedules", _("E-mail"), "reports.view"),
    ("settings-labels", _("Labels"), "settings.manage"),
    ("settings-redaction", _("Redaction"), "settings.manage"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: what people read, its address, and whether the page at hand belongs to it."""

    label: Any
    url: str
    current: bool


def tabs(permissions: Collection[str], path: str = "") -> list[Tab]:
    """The tabs a member with these permissions may open; `path` is the page at hand."""
    found = []
    for name, label, permission in TABS:
        if permission not in permissions:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append(Tab(label, url, path.startswith(url)))
    return found
