"""The list of numbers, and one number's form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from attribution.numbers.queries import DEFAULT, Filters, numbers, pools
from calls.models import PhoneNumber
from calls.numbers.forms import NumberForm
from calls.numbers.services import add_number, change_number
from compliance.accounts.permissions import member, needs
from compliance.lists import list_page
from compliance.tables import Cell
from compliance.tables import render as render_table

COLUMNS = ("number", "name", "state", "rings_at", "pool", "calls_30_days", "last_call")


@require_safe
@needs("numbers.view")
def number_list(request: HttpRequest) -> HttpResponse:
    """GET /numbers/: filters, order and place are in the address."""
    filters, account = Filters.read(request.GET), member(request).account
    context: dict[str, Any] = {
        "page": list_page(numbers(filters, account.country, request.GET.get("sort", "")), request.GET),
        "filters": filters,
        "filtered": filters != Filters(),
        "states": PhoneNumber.State.choices,
        "pools": pools(),
        "default": DEFAULT,
    }
    return render(request, "attribution/numbers.html", context)


@require_safe
@needs("numbers.view")
def numbers_csv(request: HttpRequest) -> HttpResponse:
    """GET /numbers.csv: all rows that the filters leave, formulas made harmless."""
    ordered = numbers(Filters.read(request.GET), member(request).account.country, request.GET.get("sort", ""))
    rows = [_line(row) for batch in ordered.batches() for row in batch]
    headers = {"Content-Disposition": 'attachment; filename="numbers.csv"', "Cache-Control": "no-store"}
    text = render_table(COLUMNS, rows, "csv")
    return HttpResponse(text + "\n", content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def add(request: HttpRequest) -> HttpResponse:
    """GET, POST /numbers/new/: a number that is bought already."""
    data = request.POST if request.method == "POST" else None
    form = NumberForm(data, country=member(request).account.country)
    if form.is_valid():
        try:
            row = add_number(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(number)s is added.") % {"number": row.number})
            return redirect("numbers")
    return _form(request, form, _("Add a number"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def edit(request: HttpRequest, number_id: int) -> HttpResponse:
    """GET, POST /numbers/<id>/: name, queue, carrier, state."""
    row = get_object_or_404(PhoneNumber.objects.select_related("destination", "connection"), pk=number_id)
    form = NumberForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_valid():
        try:
            change_number(row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(number)s is saved.") % {"number": row.number})
            return redirect("numbers")
    return _form(request, form, "", row)


def _form(request: HttpRequest, form: NumberForm, title: str, row: PhoneNumber | None = None) -> HttpResponse:
    context = {"form": form, "title": title, "number": row, "back": "numbers"}
    return render(request, "attribution/number_form.html", context, status=422 if form.errors else 200)


def _line(row: Any) -> dict[str, Cell]:
    pooled = getattr(row, "pool_number", None)
    return {
        "number": row.number,
        "name": row.name,
        "state": row.get_state_display(),
        "rings_at": row.destination.name if row.destination else "",
        "pool": pooled.pool.name if pooled else "",
        "calls_30_days": row.recent_calls,
        "last_call": row.last_call.isoformat(timespec="seconds") if row.last_call else "",
    }
