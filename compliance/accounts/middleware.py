"""Chooses the account a signed-in person works for, and clears the scope after every request."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from compliance.models import Membership
from compliance.tenancy import enter_account, use_account

SESSION_KEY = "account_id"


def choose_account(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.membership` (or None) and the tenant scope for the length of the request."""

    def respond(request: HttpRequest) -> HttpResponse:
        with use_account(None):
            user = request.user
            membership = (
                membership_of(user, request.session.get(SESSION_KEY)) if isinstance(user, User) else None
            )
            request.membership = membership  # type: ignore[attr-defined]
            if membership is not None:
                enter_account(membership.account_id)
            return get_response(request)

    return respond


def membership_of(user: User, chosen: int | None) -> Membership | None:
    """The person's membership in the chosen account, else the oldest one, else None."""
    mine = Membership.objects.select_related("account").filter(user=user).order_by("id")
    return (mine.filter(account_id=chosen).first() if chosen else None) or mine.first()
