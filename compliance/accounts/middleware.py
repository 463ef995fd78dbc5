"""Chooses the account a signed-in person works for, and clears the scope after every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from compliance.tenancy import enter_account, use_account
from compliance.models import Membership

SESSION_KEY = "account_id"


def choose_account(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.membership` (or None) and the tenant scope for the length of the request."""

    def respond(request: HttpRequest) -> HttpResponse:
        with use_account(None):
            membership = _membership(request)
            request.membership = membership  # type: ignore[attr-defined]
            if membership is not None:
                enter_account(membership.account_id)
            return get_response(request)

    return respond


def _membership(request: HttpRequest) -> Membership | None:
    if not request.user.is_authenticated:
        return None
    mine = Membership.objects.select_related("account").filter(user_id=request.user.pk).order_by("id")
    chosen = request.session.get(SESSION_KEY)
    return (mine.filter(account_id=chosen).first() if chosen else None) or mine.first()
