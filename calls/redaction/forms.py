"""The form of an account's redaction policy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.redaction.kinds import CHOICES
from calls.redaction.policy import values_of
from compliance.models import RedactionPolicy


class WordsField(forms.Field):
    """Words or phrases, one a line or with commas between."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[str]:
        """The entries without blanks."""
        lines = str(value or "").replace(",", "\n").split("\n")
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> str:
        """One a line."""
        return "\n".join(value) if isinstance(value, list) else str(value or "")


class PolicyForm(forms.Form):
    """Switches, types, words and the share that people check."""

    hidden = forms.MultipleChoiceField(
        label=_("Hidden"), required=False, choices=[(kind.key, kind.name) for kind in CHOICES]
    )
    keep_last_four = forms.BooleanField(
        label=_("Keep last four digits"),
        required=False,
        help_text=_("Of cards and social security numbers, where they are said as such."),
    )
    keep_agent_names = forms.BooleanField(
        label=_("Keep names of agents"), required=False, help_text=_("As they introduce themselves.")
    )
    hide_health = forms.BooleanField(
        label=_("Hide health words (HIPAA)"), required=False, help_text=_("Conditions and medication.")
    )
    withhold_payment = forms.BooleanField(
        label=_("Hide all that callers say while paying"),
        required=False,
        help_text=_(
            "Covers numbers that the recogniser wrote wrongly, at the cost of small talk in between."
        ),
    )
    health_terms = WordsField(
        label=_("Own health terms"),
        required=False,
        help_text=_("One a line. Hidden when health words are."),
    )
    kept_words = WordsField(
        label=_("Companies and products"),
        required=False,
        help_text=_("One a line. Never taken for the name of a person."),
    )
    review_percent = forms.DecimalField(
        label=_("Calls that people check, in percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("Drawn at random after transcription. 0 draws none."),
    )

    @classmethod
    def of(cls, row: RedactionPolicy, data: Any = None) -> "PolicyForm":
        """The form with what the policy says, or with what was sent."""
        values = values_of(row)
        shown = set(values.pop("kept_types"))
        hidden = [kind.key for kind in CHOICES if kind.key not in shown]
        return cls(data, initial={**values, "hidden": hidden})

    def changes(self) -> dict[str, Any]:
        """What was sent, as the policy keeps it."""
        values = dict(self.cleaned_data)
        hidden = set(values.pop("hidden"))
        return {**values, "kept_types": [kind.key for kind in CHOICES if kind.key not in hidden]}
