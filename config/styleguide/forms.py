"""A form with one field of each kind."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Every widget the product uses; nothing is done with the answers."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Shown to every member of the account.")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", "–"), ("analyst", _("Analyst")), ("reviewer", _("Reviewer"))]
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    recording = forms.FileField(label=_("Recording"), required=False, help_text=_("WAV, MP3 or Opus."))
    listens = forms.BooleanField(label=_("May listen to recordings"), required=False)
    alerts = forms.BooleanField(
        label=_("Tell me about failures"),
        required=False,
        help_text=_("At most one mail in an hour."),
        widget=forms.CheckboxInput(attrs={"class": "switch"}),
    )
    credit = forms.ChoiceField(
        label=_("Credit to"),
        choices=[("first", _("First visit")), ("last", _("Last visit"))],
        widget=forms.RadioSelect,
    )
