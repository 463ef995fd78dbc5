"""Every address names the permission it needs, or is public on purpose."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from compliance.accounts.roles import ALL

PUBLIC = {
    "healthz": "says nothing but ok",
    "start": "only redirects",
    "swap": "browser snippet; answers to a public site key",
    "snippet": "the browser snippet itself; the same for everybody",
    "snippet-pinned": "the same under an address that never changes",
    "telephony-webhook": "carriers sign their messages",
    "one-time-login": "the token is the key",
    "choose-account": "a person's own memberships",
    "invitation": "the token is the key",
    "settings": "only redirects to what the member may open",
    "schema": "describes the API, holds no data",
    "api-docs": "the same for people",
    "no-operation": "answers 404 to every address below /api/ that is none",
    "styleguide": "for staff of the installation; holds samples only",
    "styleguide-row": "for staff of the installation; holds samples only",
}
FOREIGN = ("allauth.",)


def addresses() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Name and view of each of our own addresses."""
    waiting: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if isinstance(one, URLResolver):
            waiting.extend(one.url_patterns)
        elif not one.callback.__module__.startswith(FOREIGN):
            yield one.name or str(one.pattern), one.callback


def needed(view: Callable[..., Any]) -> set[str]:
    """The permissions a page or an API view asks for."""
    by_method: dict[str, str] = getattr(getattr(view, "cls", None), "permissions", {})
    return {*by_method.values(), *filter(None, [getattr(view, "permission", "")])}


def test_every_address_is_guarded_or_public_on_purpose() -> None:
    open_ones = {name for name, view in addresses() if not needed(view)}
    assert open_ones == set(PUBLIC)


def test_only_known_permissions_are_asked_for() -> None:
    asked = {word for _, view in addresses() for word in needed(view)}
    assert asked <= ALL
    assert {"calls.view", "calls.listen", "calls.edit", "reports.view"} <= asked
