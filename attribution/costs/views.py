"""Ad spend from the browser: the file is checked first, then brought in whole or not at all."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from attribution.costs.services import Imported, check_costs, import_costs
from attribution.costs.source import CostError, CostSource
from attribution.costs.sources.csv import KNOWN, REQUIRED, CsvCosts
from attribution.visits.arrival import storable
from compliance.accounts.permissions import needs

MOST_BYTES = 1_000_000  # the checked text travels back with the form
MOST_SHOWN = 50


class CostsForm(forms.Form):
    """A file to check."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy("Comma, semicolon or tab between; UTF-8; up to 1 MB."),
    )

    def clean_file(self) -> bytes:
        """What was sent. Raises ValidationError for too much."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB: use manage.py import_costs."))
        self.cleaned_data["name"] = sent.name
        return bytes(sent.read())


@require_http_methods(["GET", "HEAD", "POST"])
@needs("costs.import")
def costs_page(request: HttpRequest) -> HttpResponse:
    """GET, POST /costs/import/: `file` is checked and its problems listed; `checked`, its text, is brought in."""
    checked = request.POST.get("checked", "")
    form = CostsForm(*((request.POST, request.FILES) if request.method == "POST" and not checked else ()))
    context: dict[str, Any] = {"form": form, "required": REQUIRED, "optional": sorted(KNOWN - set(REQUIRED))}
    if not checked and not form.is_valid():
        return _answer(request, context, 422 if form.errors else 200)
    content = checked.encode() if checked else form.cleaned_data["file"]
    try:
        done = _bring_in(request, content) if checked else _with_file(content, check_costs)
    except CostError as error:
        shown = error.rejected[:MOST_SHOWN]
        return _answer(request, {**context, "rejected": shown, "more": len(error.rejected) - len(shown)}, 422)
    if checked:
        text = ngettext("%(rows)d row of ad spend is in.", "%(rows)d rows of ad spend are in.", done.rows)
        messages.success(request, text % {"rows": done.rows})
        return redirect("costs")
    money = {"cost": done.cost_micros / 1e6, "difference": done.difference_micros / 1e6}
    sent = {"checked": content.decode("utf-8-sig"), "name": form.cleaned_data["name"]}
    return _answer(request, {**context, "found": done, **money, **sent}, 200)


def _bring_in(request: HttpRequest, content: bytes) -> Imported:
    name, whole = storable(request.POST.get("name", "")), bool(request.POST.get("replace_days"))
    return _with_file(content, partial(import_costs, name=name or _("From the browser"), replace_days=whole))


def _with_file(content: bytes, act: Callable[[CostSource, Path], Imported]) -> Imported:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "costs.csv")
        file.write_bytes(content)
        return act(CsvCosts(), file)


def _answer(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "attribution/costs/import.html", context, status=status)
