"""Working for another account."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from compliance.accounts.middleware import SESSION_KEY
from compliance.accounts.permissions import person
from compliance.models import Membership


@require_POST
@login_required
def choose_account(request: HttpRequest) -> HttpResponse:
    """POST /account/choose/ `account`, `next`: the session works for it from now on; 404 for an account of others."""
    chosen = request.POST.get("account", "")
    mine = Membership.objects.filter(user=person(request))
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        raise Http404
    membership = mine.filter(account_id=int(chosen)).first()
    if membership is None:
        raise Http404
    request.session[SESSION_KEY] = membership.account_id
    return redirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """The page of ours that `next` names, else the start page."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return "/"
