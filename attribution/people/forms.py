"""The form that joins two people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from attribution.people.queries import KINDS

LABELS = {"phone": _("Phone number"), "email": _("E-mail address"), "crm": _("CRM id")}


class JoinForm(forms.Form):
    """What the other person is known by; `known` after validation."""

    kind = forms.ChoiceField(label=_("Known by"), choices=list(LABELS.items()))
    value = forms.CharField(label=_("Number, address or id"), max_length=254, help_text=_("In full."))

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for what identifies nobody."""
        data = super().clean() or self.cleaned_data
        if "kind" in data and "value" in data:
            data["known"] = KINDS[data["kind"]](data["value"])
            if not data["known"]:
                raise ValidationError({"value": _("This identifies nobody.")})
        return data
