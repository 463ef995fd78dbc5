"""A link that signs one person in once, for half an hour: for the demo and for a locked-out owner with shell access."""

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from compliance.accounts.middleware import memberships_of
from compliance.audit.chain import record
from compliance.tenancy import use_account


class _Tokens(PasswordResetTokenGenerator):
    """Tokens that end with the next sign-in (they contain its time) or after PASSWORD_RESET_TIMEOUT."""

    key_salt = "compliance.accounts.one_time"


tokens = _Tokens()


def one_time_url(user: User) -> str:
    """The path to open; anyone who has it before it is used is that person."""
    return reverse("one-time-login", args=[user.pk, tokens.make_token(user)])


def sign_in(request: HttpRequest, user_id: int, token: str) -> HttpResponse:
    """GET /login/<user>/<token>/: signs in and goes to the start page; 404 for used, old and invented links."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not tokens.check_token(user, token):
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    membership = next(iter(memberships_of(user)), None)
    if membership is not None:
        with use_account(membership.account_id):
            record("member.signed_in", membership, actor=user.email, how="one-time link")
    return redirect("/")
