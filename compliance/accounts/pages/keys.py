"""API keys of the account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from compliance.accounts.api_keys import create_api_key, revoke_api_key
from compliance.accounts.forms import ApiKeyForm
from compliance.accounts.permissions import member, needs, person
from compliance.accounts.roles import PERMISSIONS
from compliance.models import ApiKey


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs("api_keys.manage")
def keys_page(request: HttpRequest) -> HttpResponse:
    """GET, POST /settings/keys/: the keys, and a new one, which is shown this once."""
    permissions = PERMISSIONS[member(request).role]
    form = ApiKeyForm(request.POST if request.method == "POST" else None, permissions=permissions)
    if not form.is_valid():
        return _page(request, {"form": form}, 422 if form.is_bound else 200)
    row, key = create_api_key(
        name=form.cleaned_data["name"], scopes=form.cleaned_data["scopes"], created_by=person(request)
    )
    return _page(request, {"form": ApiKeyForm(permissions=permissions), "made": row, "key": key})


@require_POST
@needs("api_keys.manage")
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """POST /settings/keys/<id>/revoke/: the key stops working at once."""
    row = get_object_or_404(ApiKey, pk=key_id)
    revoke_api_key(row)
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": row.name})
    return redirect("settings-keys")


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    keys = ApiKey.objects.select_related("created_by")
    active = keys.filter(revoked_at=None).order_by("-created_at")
    revoked = keys.exclude(revoked_at=None).order_by("-revoked_at")[:20]
    return render(
        request, "compliance/keys.html", {**context, "keys": active, "revoked": revoked}, status=status
    )
