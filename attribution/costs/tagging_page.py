"""The page on tagging: what to paste into each platform, and a look at an address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from attribution.costs.landing import LONGEST_URL, inspect
from attribution.costs.tagging import PLATFORMS
from compliance.accounts.permissions import needs


class AddressForm(forms.Form):
    """An address to look at."""

    url = forms.CharField(
        label=gettext_lazy("Address of the advertisement"),
        max_length=LONGEST_URL,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("With everything after the question mark."),
    )
    landed = forms.CharField(
        label=gettext_lazy("Where a click on it ends"),
        max_length=LONGEST_URL,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("The address in the browser afterwards: shows what redirects drop."),
    )

    def clean(self) -> dict[str, Any]:
        """With the finding as `found`. Raises ValidationError."""
        data = dict(super().clean() or {})
        if not self.errors:
            try:
                data["found"] = inspect(data["url"], data.get("landed", ""))
            except ValueError:
                raise ValidationError(
                    _("An address such as https://northwind.example/ is expected.")
                ) from None
        return data


@require_safe
@needs("reports.view")
def tagging_page(request: HttpRequest) -> HttpResponse:
    """GET /costs/tagging/: `url` and `landed` are looked at, not opened."""
    form = AddressForm(request.GET if "url" in request.GET else None)
    found = form.cleaned_data.get("found") if form.is_bound and form.is_valid() else None
    context = {"form": form, "found": found, "platforms": PLATFORMS}
    return render(request, "attribution/costs/tagging.html", context)
