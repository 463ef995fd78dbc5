"""Chooses the account a signed-in person works for and names the person as the cause; both end with the request."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from compliance.causes import caused_by
from compliance.locales import enter_country
from compliance.models import Membership
from compliance.tenancy import enter_account, use_account

SESSION_KEY = "account_id"


def choose_account(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.memberships` (all of the person's), `request.membership` (the one in use, or None) and the tenant
    scope for the length of the request."""

    def respond(request: HttpRequest) -> HttpResponse:
        user = request.user
        with use_account(None), caused_by(user.get_username() if isinstance(user, User) else None):
            mine = memberships_of(user) if isinstance(user, User) else []
            membership = chosen_of(mine, request.session.get(SESSION_KEY)) if mine else None
            request.memberships = mine  # type: ignore[attr-defined]
            request.membership = membership  # type: ignore[attr-defined]
            enter_country(membership.account.country if membership else "")
            if membership is not None:
                enter_account(membership.account_id)
            return get_response(request)

    return respond


def memberships_of(user: User) -> list[Membership]:
    """The person's memberships, oldest first."""
    return list(Membership.objects.select_related("account").filter(user=user).order_by("id"))


def chosen_of(memberships: list[Membership], chosen: int | None) -> Membership | None:
    """The membership in the account with the id `chosen`, else the oldest one, else None."""
    return next((one for one in memberships if one.account_id == chosen), next(iter(memberships), None))
