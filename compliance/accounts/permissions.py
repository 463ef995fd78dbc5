"""Deny by default: a view names the permission it needs, or nobody gets in."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from compliance.accounts.roles import allowed
from compliance.models import ApiKey, Membership

if TYPE_CHECKING:  # rest_framework.views loads this module while it is being loaded itself
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """For API views: `permissions` maps a method to the word it needs, e.g. `{"GET": "calls.view"}`.

    `own_permissions`: words that will do as well, for members whom the view shows only what is their own.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether the key's scopes or the member's role hold the word; methods without one are refused."""
        method = "GET" if request.method == "HEAD" else request.method
        needed = getattr(view, "permissions", {}).get(method)
        if needed is None:
            return False
        words = {needed, getattr(view, "own_permissions", {}).get(method, needed)}
        return any(grants(request, word) for word in words)


def grants(request: Request, permission: str) -> bool:
    """Whether the caller of the API, a key or a member, has the permission."""
    if isinstance(request.auth, ApiKey):
        return permission in request.auth.scopes
    membership = getattr(request._request, "membership", None)
    return membership is not None and allowed(membership.role, permission)


def needs(
    *permissions: str,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """For pages: strangers are sent to the sign-in, members with none of the permissions get 403.

    So do people who belong to no account, with a page that says what to do about it.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = getattr(request, "membership", None)
            if membership is None:
                return render(request, "compliance/no_account.html", status=403)
            if not any(allowed(membership.role, permission) for permission in permissions):
                raise PermissionDenied(permissions[0])
            return view(request, *args, **kwargs)

        guarded.permission = permissions[0]  # type: ignore[attr-defined]
        return guarded

    return decorate


def member(request: HttpRequest) -> Membership:
    """The membership the signed-in person works under. Raises PermissionDenied where there is none."""
    found = getattr(request, "membership", None)
    if not isinstance(found, Membership):
        raise PermissionDenied
    return found


def person(request: HttpRequest) -> User:
    """Who is signed in. Raises PermissionDenied where nobody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
