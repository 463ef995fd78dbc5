"""The form of a label."""

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.labels.services import LONGEST_NAME, LONGEST_TEXT


class LabelForm(forms.Form):
    """Name and meaning."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    description = forms.CharField(
        label=_("What it means"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What reviewers go by when they choose it."),
    )
