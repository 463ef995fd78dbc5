"""Template context that every page has."""

from typing import Any

from django.http import HttpRequest

from compliance.accounts.roles import PERMISSIONS
from compliance.models import Account


def account(request: HttpRequest) -> dict[str, Any]:
    """The account in scope as `account`, and the person's permissions as `permissions`."""
    membership = getattr(request, "membership", None)
    found: Account | None = membership.account if membership else None
    return {
        "account": found,
        "permissions": PERMISSIONS.get(membership.role, frozenset()) if membership else frozenset(),
    }
