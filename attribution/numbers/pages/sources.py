"""Numbers that stand for a source: list and form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from attribution.models import SourceNumber
from attribution.numbers.source_forms import SourceForm
from attribution.numbers.sources import save_source, source_numbers, stands_for
from compliance.accounts.permissions import member, needs


@require_safe
@needs("numbers.view")
def source_list(request: HttpRequest) -> HttpResponse:
    """GET /numbers/sources/: each with what it stands for; those that are over come last."""
    now = timezone.now()
    rows = [
        {"row": row, "stands_for": stands_for(row), "over": row.ends_at is not None and row.ends_at <= now}
        for row in source_numbers()
    ]
    rows.sort(key=lambda one: bool(one["over"]))
    return render(request, "attribution/sources.html", {"sources": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def add_source(request: HttpRequest) -> HttpResponse:
    """GET, POST /numbers/sources/new/."""
    return _source(request, SourceNumber())


@require_http_methods(["GET", "HEAD", "POST"])
@needs("numbers.manage")
def edit_source(request: HttpRequest, source_id: int) -> HttpResponse:
    """GET, POST /numbers/sources/<id>/."""
    rows = SourceNumber.objects.select_related("phone_number__pool_number")
    return _source(request, get_object_or_404(rows, pk=source_id))


def _source(request: HttpRequest, row: SourceNumber) -> HttpResponse:
    account, title = member(request).account, row.name or _("Add a source")
    data = request.POST if request.method == "POST" else None
    form = SourceForm(data, row=row, country=account.country, zone=account.time_zone)
    if form.is_valid():
        try:
            save_source(row, **form.settings())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": row.name})
            return redirect("source-numbers")
    context = {"form": form, "title": title, "back": "source-numbers"}
    return render(request, "attribution/number_form.html", context, status=422 if form.errors else 200)
