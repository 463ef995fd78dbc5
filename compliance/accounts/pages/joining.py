"""The page an invitation leads to."""

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from compliance.accounts.forms import JoinForm
from compliance.accounts.invitations import accept, accept_as_new, find, person_of
from compliance.accounts.middleware import SESSION_KEY
from compliance.models import Invitation, Membership

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET, POST /invitations/<token>/: join as who is signed in, or with a new sign-in.

    404 alike for links that never existed, were used, revoked or have ended.
    """
    found = find(token)
    if found is None:
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    known = person_of(found)
    if request.method == "POST" and user is not None:
        return _join(request, found, user)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and known is None and form.is_valid():
        try:
            membership = accept_as_new(found, form.cleaned_data["name"], form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            login(request, membership.user, backend=BACKEND)
            return _enter(request, membership)
    context = {"invitation": found, "known": known, "fits": user == known, "form": form}
    return render(request, "compliance/invitation.html", context, status=422 if form.errors else 200)


def _join(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    try:
        return _enter(request, accept(found, user))
    except ValidationError as error:
        context = {"invitation": found, "known": user, "fits": False, "problem": error.messages[0]}
        return render(request, "compliance/invitation.html", context, status=403)


def _enter(request: HttpRequest, membership: Membership) -> HttpResponse:
    request.session[SESSION_KEY] = membership.account_id
    return redirect("start")
