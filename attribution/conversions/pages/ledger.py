"""The ledger: what was reported where, with every request, and sending again what failed."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from attribution.conversions.delivery import replay
from attribution.conversions.queries import (
    FAILING,
    Filters,
    failing_by_connection,
    ledger,
    rules,
    with_history,
)
from attribution.models import Conversion, Delivery, DestinationConnection
from compliance.accounts.pages.switching import safe_next
from compliance.accounts.permissions import member, needs
from compliance.lists import list_page
from compliance.tables import Cell
from compliance.tables import render as render_table
from compliance.texts import read_id

MOST_AT_ONCE = 500
COLUMNS = ("time", "call", "rule", "value", "currency", "probability", "standing", "destinations")


@require_safe
@needs("conversions.view")
def conversions(request: HttpRequest) -> HttpResponse:
    """GET /conversions/: newest first; filters, order and place are in the address."""
    filters = Filters.read(request.GET)
    ordered = ledger(filters, member(request).account.time_zone, request.GET.get("sort", ""))
    context: dict[str, Any] = {
        "page": list_page(ordered, request.GET),
        "filters": filters,
        "failing": failing_by_connection(),
        "states": Delivery.State.choices,
        "destinations": DestinationConnection.objects.order_by("name", "pk"),
        "rules": rules(),
        "filtered": filters != Filters(),
    }
    return render(request, "attribution/conversions.html", context)


@require_safe
@needs("conversions.view")
def conversions_csv(request: HttpRequest) -> HttpResponse:
    """GET /conversions.csv: all rows that the filters leave, formulas made harmless."""
    zone = member(request).account.time_zone
    rows = (
        _line(row)
        for batch in ledger(Filters.read(request.GET), zone, request.GET.get("sort", "")).batches()
        for row in batch
    )
    text = render_table(COLUMNS, list(rows), "csv")
    headers = {"Content-Disposition": 'attachment; filename="conversions.csv"', "Cache-Control": "no-store"}
    return HttpResponse(text + "\n", content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@needs("conversions.view")
def conversion(request: HttpRequest, conversion_id: int) -> HttpResponse:
    """GET /conversions/<id>/: what should be known, what was told, and every request."""
    found = get_object_or_404(with_history(), pk=conversion_id)
    return render(request, "attribution/conversion.html", {"conversion": found})


@require_POST
@needs("conversions.manage")
def replay_delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """POST /deliveries/<id>/replay/: judged and sent anew."""
    delivery = get_object_or_404(Delivery, pk=delivery_id)
    replay(delivery)
    messages.success(request, _("The delivery is due again."))
    return redirect("conversion", delivery.conversion_id)


@require_POST
@needs("conversions.manage")
def replay_failed(request: HttpRequest) -> HttpResponse:
    """POST /conversions/replay/ `destination` or `ids`: failed and expired deliveries are due again, 500 at a time."""
    rows = _wanted(request)
    count = 0
    for delivery in rows.order_by("pk")[:MOST_AT_ONCE]:
        replay(delivery)
        count += 1
    text = ngettext("%(count)d delivery is due again.", "%(count)d deliveries are due again.", count)
    messages.success(request, text % {"count": count})
    return redirect(safe_next(request) if request.POST.get("next") else "conversions")


def _wanted(request: HttpRequest) -> QuerySet[Delivery]:
    rows: QuerySet[Delivery] = Delivery.objects.filter(state__in=FAILING)
    destination = request.POST.get("destination", "")
    if destination:
        filters = Filters.read({"destination": destination})
        return rows.filter(connection_id=filters.connection) if filters.connection else rows.none()
    ids = [pk for one in request.POST.getlist("ids") if (pk := read_id(one)) is not None]
    return rows.filter(conversion_id__in=ids)


def _line(row: Conversion) -> dict[str, Cell]:
    told = [f"{one.connection.name}: {one.get_state_display()}" for one in row.deliveries.all()]
    return {
        "time": row.occurred_at.isoformat(timespec="seconds"),
        "call": row.call_id,
        "rule": row.rule.name,
        "value": str(row.value),
        "currency": row.currency,
        "probability": None if row.probability is None else round(row.probability, 4),
        "standing": "yes" if row.active else "withdrawn",
        "destinations": "; ".join(told),
    }
