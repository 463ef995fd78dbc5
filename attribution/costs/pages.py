"""The pages on how fresh costs are and on exchange rates."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attribution.costs.freshness import IMPORTS_SHOWN, freshness
from attribution.costs.rates import Rate, read_rate, remove_rate, save_rate
from attribution.costs.source import CURRENCY
from attribution.models import ExchangeRate, SpendImport
from compliance.accounts.permissions import needs
from compliance.days import FIRST, LAST

RATES_SHOWN = 500


class RateForm(forms.Form):
    """A new rate, or another one for a day that has one."""

    currency = forms.CharField(
        label=gettext_lazy("Currency"), min_length=3, max_length=3, help_text=gettext_lazy("Such as EUR.")
    )
    day = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rate = forms.CharField(
        label=gettext_lazy("One unit is worth"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("In the account's currency."),
    )

    def clean_currency(self) -> str:
        """In capitals. Raises ValidationError."""
        text = str(self.cleaned_data["currency"]).upper()
        if not CURRENCY.match(text):
            raise ValidationError(_("Three letters such as EUR are expected."))
        return text

    def clean_day(self) -> Any:
        """Raises ValidationError."""
        day = self.cleaned_data["day"]
        if not FIRST <= day <= LAST:
            raise ValidationError(_("A day such as 2026-11-20 is expected."))
        return day

    def clean_rate(self) -> Decimal:
        """Raises ValidationError."""
        try:
            return read_rate(str(self.cleaned_data["rate"]).strip())
        except ValueError:
            raise ValidationError(
                _("A number above 0 with a point and at most 8 digits after it is expected.")
            ) from None


@require_safe
@needs("reports.view")
def costs_overview(request: HttpRequest) -> HttpResponse:
    """GET /costs/: how far the costs of each source reach, and what came in last."""
    context: dict[str, Any] = {
        "fresh": freshness(),
        "imports": SpendImport.objects.order_by("-imported_at", "-pk")[:IMPORTS_SHOWN],
    }
    return render(request, "attribution/costs/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("costs.import")
def rates_page(request: HttpRequest) -> HttpResponse:
    """GET, POST /costs/rates/: adds a rate, or replaces that of the same day."""
    form = RateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            save_rate(Rate(data["day"], data["currency"], data["rate"]))
        except ValidationError as error:
            form.add_error(None, [text for texts in error.message_dict.values() for text in texts])
        else:
            messages.success(
                request, _("The rate of %(currency)s is saved.") % {"currency": data["currency"]}
            )
            return redirect("rates")
    rows = ExchangeRate.objects.order_by("currency", "-day")[:RATES_SHOWN]
    context = {"form": form, "rates": rows}
    return render(request, "attribution/costs/rates.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("costs.import")
def rate_page(request: HttpRequest, rate_id: int) -> HttpResponse:
    """GET, POST /costs/rates/<id>/: another rate for the same currency and day."""
    row = get_object_or_404(ExchangeRate.objects.all(), pk=rate_id)
    fixed = {"currency": row.currency, "day": row.day.isoformat()}
    plain = f"{row.rate.normalize():f}"
    sent = {**fixed, "rate": request.POST.get("rate", "")} if request.method == "POST" else None
    form = RateForm(sent, initial={**fixed, "rate": plain})
    if form.is_valid():
        try:
            save_rate(Rate(row.day, row.currency, form.cleaned_data["rate"]))
        except ValidationError as error:
            form.add_error(None, [text for texts in error.message_dict.values() for text in texts])
        else:
            messages.success(request, _("The rate of %(currency)s is saved.") % {"currency": row.currency})
            return redirect("rates")
    context = {"form": form, "rate": row}
    return render(request, "attribution/costs/rate.html", context, status=422 if form.errors else 200)


@require_POST
@needs("costs.import")
def rate_removal(request: HttpRequest, rate_id: int) -> HttpResponse:
    """POST /costs/rates/<id>/remove/: unless some spend needs it."""
    row = get_object_or_404(ExchangeRate.objects.all(), pk=rate_id)
    try:
        remove_rate(row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The rate is removed."))
    return redirect("rates")
