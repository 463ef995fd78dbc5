"""Whose calls a caller sees: all of the account's, or the own ones of an agent."""

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

from analytics.models import CallIndex
from calls.models import Call
from compliance.accounts.roles import allowed
from compliance.models import ApiKey

ALL, OWN = "calls.view", "own_calls.view"


def may(request: HttpRequest | Request, permission: str) -> bool:
    """Whether the API key, or else the signed-in member, has the permission."""
    key = getattr(request, "auth", None)
    if isinstance(key, ApiKey):
        return permission in key.scopes
    membership = getattr(request, "membership", None)
    return membership is not None and allowed(membership.role, permission)


def visible_calls(request: HttpRequest | Request) -> QuerySet[Call]:
    """The calls that the page or the answer may show; none without a permission."""
    if may(request, ALL):
        return Call.objects.all()
    return (
        Call.objects.filter(agent__user_id=request.user.pk or 0) if may(request, OWN) else Call.objects.none()
    )


def visible_index(request: HttpRequest | Request) -> QuerySet[CallIndex]:
    """The index rows of the same calls."""
    if may(request, ALL):
        return CallIndex.objects.all()
    mine = CallIndex.objects.filter(agent__user_id=request.user.pk or 0)
    return mine if may(request, OWN) else CallIndex.objects.none()
