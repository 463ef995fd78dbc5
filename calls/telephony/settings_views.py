"""Carriers in the settings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from calls.models import TelephonyConnection
from calls.telephony.connections import change, connect, connections, webhooks
from calls.telephony.settings_forms import ChangeForm, ConnectForm
from compliance.accounts.permissions import member, needs


@require_safe
@needs("settings.manage")
def carriers(request: HttpRequest) -> HttpResponse:
    """GET /settings/carriers/: connections, when each was last heard, and the addresses to enter there."""
    rows = [(row, webhooks(row.provider)) for row in connections()]
    return render(request, "calls/carriers.html", {"connections": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@needs("settings.manage")
def add_carrier(request: HttpRequest) -> HttpResponse:
    """GET, POST /settings/carriers/new/."""
    form = ConnectForm(
        request.POST if request.method == "POST" else None, country=member(request).account.country
    )
    if form.is_valid():
        data = form.cleaned_data
        names = {"name": data["name"], "numbers": data["numbers"], "ring": data["ring"]}
        try:
            connect(data["provider"], data["external_id"], data["token"], **names)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Connected. Enter the addresses below at the carrier."))
            return redirect("settings-carriers")
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@needs("settings.manage")
def edit_carrier(request: HttpRequest, connection_id: int) -> HttpResponse:
    """GET, POST /settings/carriers/<id>/."""
    row = get_object_or_404(TelephonyConnection, pk=connection_id)
    form = ChangeForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        change(row, **form.cleaned_data)
        messages.success(request, _("“%(name)s” is saved.") % {"name": row.name})
        return redirect("settings-carriers")
    return _form(request, form, row)


def _form(
    request: HttpRequest, form: ConnectForm | ChangeForm, row: TelephonyConnection | None
) -> HttpResponse:
    context = {"form": form, "connection": row}
    return render(request, "calls/carrier.html", context, status=422 if form.errors else 200)
