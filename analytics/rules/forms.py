"""The form of a conversion rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.labels.services import label_names
from attribution.models import ConversionRule
from calls.models import Outcome


class RuleForm(forms.Form):
    """When a call counts and what it is worth; the probability in percent."""

    name = forms.CharField(label=_("Name"), max_length=80)
    intents = forms.MultipleChoiceField(
        label=_("Intent is one of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: any intent."),
    )
    outcomes = forms.MultipleChoiceField(
        label=_("Outcome is one of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: any outcome."),
    )
    min_seconds = forms.IntegerField(
        label=_("Least length in seconds"), min_value=0, max_value=86_400, initial=0
    )
    min_percent = forms.FloatField(
        label=_("Least probability in percent"),
        min_value=0,
        max_value=100,
        initial=70,
        help_text=_("Of each verdict. What the machine was unsure about never counts."),
    )
    value = forms.DecimalField(label=_("Value"), min_value=0, max_digits=14, decimal_places=2)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    counts_in_roas = forms.BooleanField(
        label=_("Counts in ROAS"),
        required=False,
        initial=True,
        help_text=_("Off for mere steps on the way, which would count the same money twice."),
    )

    def __init__(self, data: Any = None, *, rule: ConversionRule) -> None:
        super().__init__(data, initial=_facts(rule) if rule.pk else {})
        for name, dimension in (
            ("intents", Outcome.Dimension.INTENT),
            ("outcomes", Outcome.Dimension.OUTCOME),
        ):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                known = label_names(dimension)
                field.choices = list(
                    {**known, **{key: key for key in getattr(rule, name) if key not in known}}.items()
                )

    def values(self) -> dict[str, Any]:
        """The rule's columns."""
        values = dict(self.cleaned_data)
        values["min_probability"] = round(values.pop("min_percent") / 100, 4)
        return values


def _facts(rule: ConversionRule) -> dict[str, Any]:
    names = ("name", "intents", "outcomes", "min_seconds", "value", "active", "counts_in_roas")
    percent = round(rule.min_probability * 100, 2)
    return {name: getattr(rule, name) for name in names} | {
        "min_percent": int(percent) if percent == int(percent) else percent
    }
