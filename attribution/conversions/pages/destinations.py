"""Where conversions are sent: connections in the settings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attribution.conversions.connections import save_connection, switch_off, switch_on
from attribution.conversions.destination import ConversionDestination
from attribution.conversions.forms import ConnectionForm
from attribution.conversions.queries import connections
from attribution.models import DestinationConnection
from compliance.accounts.permissions import needs
from compliance.registry import UnknownMember, member, members


@require_safe
@needs("conversions.manage")
def destinations(request: HttpRequest) -> HttpResponse:
    """GET /settings/destinations/: the connections, their state, and the kinds that can be added."""
    kinds = [(key, kind.label) for key, kind in members("DESTINATIONS", ConversionDestination).items()]
    return render(request, "attribution/destinations.html", {"connections": connections(), "kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@needs("conversions.manage")
def add_destination(request: HttpRequest, kind: str) -> HttpResponse:
    """GET, POST /settings/destinations/new/<kind>/."""
    return _edit(request, DestinationConnection(destination=kind))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@needs("conversions.manage")
def edit_destination(request: HttpRequest, connection_id: int) -> HttpResponse:
    """GET, POST /settings/destinations/<id>/."""
    return _edit(request, get_object_or_404(DestinationConnection, pk=connection_id))


@require_POST
@needs("conversions.manage")
def switch_destination(request: HttpRequest, connection_id: int, to: str) -> HttpResponse:
    """POST /settings/destinations/<id>/on/ or /off/."""
    connection = get_object_or_404(DestinationConnection, pk=connection_id)
    if to == "on":
        switch_on(connection)
        messages.success(
            request, _("“%(name)s” is on; what waited is being sent.") % {"name": connection.name}
        )
    else:
        switch_off(connection)
        messages.success(request, _("“%(name)s” is off.") % {"name": connection.name})
    return redirect("settings-destinations")


def _edit(request: HttpRequest, connection: DestinationConnection) -> HttpResponse:
    try:
        kind = member("DESTINATIONS", ConversionDestination, connection.destination)
    except UnknownMember:
        raise Http404 from None
    form = ConnectionForm(
        request.POST if request.method == "POST" else None, kind=kind, connection=connection
    )
    if form.is_valid():
        try:
            name, options = form.cleaned_data["name"], form.settings()
            save_connection(connection, kind, name=name, options=options, secrets=form.secrets())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": connection.name})
            return redirect("settings-destinations")
    context = {"form": form, "label": kind.label, "connection": connection}
    return render(request, "attribution/destination.html", context, status=422 if form.errors else 200)
