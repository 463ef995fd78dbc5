"""Template context of the shell around every page."""

from typing import Any

from django.http import HttpRequest

from config.navigation import entries


def shell(request: HttpRequest) -> dict[str, Any]:
    """`navigation` (sections of the rail), `membership` and `memberships` (accounts the person may switch to)."""
    return {
        "navigation": entries(request),
        "membership": getattr(request, "membership", None),
        "memberships": getattr(request, "memberships", []),
    }
