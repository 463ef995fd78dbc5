"""The way into the settings, and the account's own facts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from compliance.accounts.forms import AccountForm
from compliance.accounts.permissions import member, needs
from compliance.accounts.roles import PERMISSIONS
from compliance.accounts.tabs import tabs
from compliance.audit.chain import record

CONTENT = ("recording_notice",)  # too long for the trail; that it changed is enough


@require_safe
@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """GET /settings/: to the first tab the member may open; 403 when there is none."""
    found = tabs(PERMISSIONS.get(member(request).role, frozenset()))
    if not found:
        raise PermissionDenied
    return redirect(found[0].url)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("settings.manage")
def account_settings(request: HttpRequest) -> HttpResponse:
    """GET, POST /settings/account/: name, place, recording notice, and what the controller attests."""
    form = AccountForm(request.POST or None, instance=member(request).account)
    if request.method == "POST" and form.is_valid():
        account = form.save()
        if form.changed_data:
            facts = {name: form.cleaned_data[name] for name in form.changed_data if name not in CONTENT}
            record("account.changed", account, fields=form.changed_data, **facts)
            messages.success(request, _("Settings saved."))
        return redirect("settings-account")
    return render(request, "compliance/account.html", {"form": form}, status=422 if form.errors else 200)
