"""What is said about an upload: one set of fields for the page and for the API."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.models import Call
from compliance.days import FIRST
from compliance.models import Account
from compliance.phones import e164

AHEAD = timedelta(minutes=5)
CHANNELS = [("0", _("First")), ("1", _("Second"))]


class ConsentSelect(forms.NullBooleanSelect):
    """The three answers in words."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [
            ("unknown", _("Not stated")),
            ("true", _("Yes, everybody agreed")),
            ("false", _("No")),
        ]


class FactsForm(forms.Form):
    """About the call. All may be left out; times without an offset are the account's."""

    started_at = forms.DateTimeField(
        label=_("Call began"),
        required=False,
        help_text=_("If left empty: so that it ends now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Call.Direction.choices, required=False, initial="inbound"
    )
    caller = forms.CharField(
        label=_("Customer's number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    called = forms.CharField(
        label=_("Number called"),
        required=False,
        max_length=40,
        help_text=_("A tracking number ties the call to a visit."),
        widget=forms.TextInput(attrs={"type": "tel", "list": "known-numbers"}),
    )
    agent = forms.CharField(
        label=_("Agent"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "known-agents"}),
    )
    caller_channel = forms.ChoiceField(
        label=_("Customer's channel"),
        choices=CHANNELS,
        required=False,
        help_text=_("Of a recording with two channels."),
    )
    consent = forms.NullBooleanField(
        label=_("Consent"),
        required=False,
        widget=ConsentSelect,
        help_text=_(
            "Whether the people in the recording agreed to recording, transcription and analysis as the law asks. "
            "Without consent nothing is analysed."
        ),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_started_at(self) -> Any:
        """Not in the future, and not in a year that no recording is from."""
        at = self.cleaned_data["started_at"]
        if at is not None and at.date() < FIRST:
            raise ValidationError(_("This is too long ago."))
        if at is not None and at > timezone.now() + AHEAD:
            raise ValidationError(_("This is in the future."))
        return at

    def clean_direction(self) -> str:
        """Inbound unless said."""
        return self.cleaned_data["direction"] or str(Call.Direction.INBOUND)

    def clean_caller(self) -> str:
        """As E.164."""
        return self._number("caller")

    def clean_called(self) -> str:
        """As E.164."""
        return self._number("called")

    def _number(self, name: str) -> str:
        text = self.cleaned_data[name].strip()
        found = e164(text, self.account.country) if text else ""
        if text and not found:
            raise ValidationError(_("This is no phone number."))
        return found


class UploadForm(FactsForm):
    """The page's form, with the file."""

    recording = forms.FileField(
        label=_("Recording"), widget=forms.FileInput(attrs={"accept": "audio/*,.opus,.gsm,.amr,.webm,.mp4"})
    )
