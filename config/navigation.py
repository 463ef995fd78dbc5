"""The main navigation: which pages a person finds in the rail, by what the role allows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.accounts.roles import PERMISSIONS

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Place:
    """A page that may stand in the rail; any one of `permissions` opens it."""

    name: str
    label: Words
    icon: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the rail as one person sees it. `count` 0 shows no badge."""

    place: Place
    address: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Section:
    """Links under one heading; the heading may be empty."""

    label: Words
    entries: tuple[Entry, ...]


def _place(name: str, label: Words, icon: str, *permissions: str) -> Place:
    return Place(name, label, icon, frozenset(permissions))


SECTIONS: tuple[tuple[Words, tuple[Place, ...]], ...] = (
    (
        "",
        (
            _place("overview", _("Overview"), "overview", "reports.view"),
            _place("calls", _("Calls"), "phone", "calls.view", "own_calls.view"),
            _place("roas", _("ROAS"), "chart", "reports.view"),
            _place("paths", _("Paths"), "paths", "reports.view"),
            _place("waste", _("Wasted spend"), "alert", "reports.view"),
        ),
    ),
    (
        _("Operate"),
        (
            _place("costs", _("Ad spend"), "tag", "reports.view"),
            _place("conversions", _("Conversions"), "send", "conversions.view"),
            _place("numbers", _("Numbers"), "hash", "numbers.view"),
            _place("pipeline", _("Pipeline"), "stages", "calls.view"),
            _place("redaction", _("Redaction"), "shield", "audit.view", "redaction.review"),
        ),
    ),
    (
        _("Manage"),
        (
            _place("setup", _("Set up"), "rocket", "settings.manage"),
            _place(
                "settings",
                _("Settings"),
                "sliders",
                "members.manage",
                "api_keys.manage",
                "settings.manage",
                "conversions.manage",
            ),
        ),
    ),
)


def entries(request: HttpRequest) -> list[Section]:
    """The sections the signed-in member may open, without empty ones; nothing for strangers.

    A page whose URL name does not resolve is left out: a deployment may do without an app. Badges are read from
    `request.badges`, a mapping of URL name to count that a middleware or view may set.
    """
    membership = getattr(request, "membership", None)
    if membership is None:
        return []
    words = PERMISSIONS.get(membership.role, frozenset())
    badges: Mapping[str, int] = getattr(request, "badges", {})
    allowed = {
        place.name: address
        for _, places in SECTIONS
        for place in places
        if place.permissions & words and (address := _address(place.name)) is not None
    }
    here = _nearest(request.path, allowed)
    sections = [
        Section(
            label,
            tuple(
                Entry(place, allowed[place.name], place.name == here, badges.get(place.name, 0))
                for place in places
                if place.name in allowed
            ),
        )
        for label, places in SECTIONS
    ]
    return [section for section in sections if section.entries]


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _nearest(path: str, addresses: Mapping[str, str]) -> str:
    """The entry whose address is the longest beginning of `path`; the start page only matches itself."""
    fitting = [
        name
        for name, address in addresses.items()
        if path == address or (address != "/" and path.startswith(address))
    ]
    return max(fitting, key=lambda name: len(addresses[name]), default="")
