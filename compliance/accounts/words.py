"""What people read for each permission, by area."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

AREAS: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "calls": (
        _("Calls"),
        {
            "calls.view": _("See calls, transcripts and verdicts"),
            "calls.listen": _("Listen to recordings"),
            "calls.edit": _("Change tags, notes and verdicts; run stages again"),
            "calls.import": _("Import and upload recordings"),
            "own_calls.view": _("See the calls they answered themselves"),
            "scores.review": _("Review scorecards"),
            "redaction.review": _("Check redaction and hide what it missed"),
        },
    ),
    "reports": (
        _("Reports and costs"),
        {
            "reports.view": _("See reports"),
            "costs.import": _("Import ad spend"),
        },
    ),
    "attribution": (
        _("Numbers and conversions"),
        {
            "numbers.view": _("See numbers and pools"),
            "numbers.manage": _("Add and change numbers and pools"),
            "conversions.view": _("See conversions and deliveries"),
            "conversions.manage": _("Connect destinations, change rules, replay deliveries"),
        },
    ),
    "account": (
        _("Account"),
        {
            "members.manage": _("Invite members and change their roles"),
            "api_keys.manage": _("Make and revoke API keys"),
            "settings.manage": _("Change settings and carriers"),
            "privacy.manage": _("Answer privacy requests, set retention"),
            "audit.view": _("Read the audit trail"),
        },
    ),
}
# A key is no person and has no calls of its own.
NOT_FOR_KEYS = frozenset({"own_calls.view"})


def by_area(permissions: Iterable[str]) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The permissions as (area, [(word, description)]) in a fixed order; areas without any are left out."""
    held = set(permissions)
    found = [
        (label, [(w, text) for w, text in words.items() if w in held]) for label, words in AREAS.values()
    ]
    return [(label, words) for label, words in found if words]


def scopes_for(permissions: Iterable[str]) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What a person with these permissions may give a key, as `by_area`."""
    return by_area(set(permissions) - NOT_FOR_KEYS)
