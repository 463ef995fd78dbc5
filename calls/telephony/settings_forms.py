"""Forms of a carrier's connection."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from calls.models import TelephonyConnection
from calls.numbers.forms import PhoneField, read_in
from calls.telephony.provider import TelephonyProvider
from compliance.phones import e164
from compliance.registry import members

MOST_NUMBERS = 500


class _Token(forms.CharField):
    """A secret: never shown again."""

    widget = forms.PasswordInput(attrs={"autocomplete": "off"})


class ConnectForm(forms.Form):
    """A new connection, with the numbers it brings and where they ring."""

    provider = forms.ChoiceField(label=_("Carrier"))
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    external_id = forms.CharField(
        label=_("Account SID"),
        max_length=64,
        validators=[RegexValidator(r"^[A-Za-z0-9_.-]+$", _("Letters and digits only."))],
        help_text=_("How the carrier names the account."),
    )
    token = _Token(label=_("Auth token"), help_text=_("Signs the carrier's messages; sealed at rest."))
    numbers = forms.CharField(
        label=_("Tracking numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Numbers of this carrier, one a line."),
    )
    ring = PhoneField(label=_("They ring at"), required=False)

    def __init__(self, data: Any = None, *, country: str = "US") -> None:
        super().__init__(data)
        self.country = country
        read_in(self, "ring", country)
        provider = self.fields["provider"]
        if isinstance(provider, forms.ChoiceField):
            provider.choices = [
                (key, key.title()) for key in members("TELEPHONY_PROVIDERS", TelephonyProvider)
            ]

    def clean_numbers(self) -> list[str]:
        """E.164, each once. Raises ValidationError naming the line that is none."""
        found: dict[str, None] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["numbers"].splitlines())):
            number = e164(line, self.country)
            if not number:
                raise forms.ValidationError(_("“%(line)s” is no phone number."), params={"line": line[:40]})
            found[number] = None
        if len(found) > MOST_NUMBERS:
            raise forms.ValidationError(_("At most %(most)d numbers at once."), params={"most": MOST_NUMBERS})
        return list(found)


class ChangeForm(forms.Form):
    """Name, switch, and a new token where one is entered."""

    name = forms.CharField(label=_("Name"), max_length=80)
    token = _Token(
        label=_("New auth token"), required=False, help_text=_("Leave empty to keep the stored one.")
    )
    active = forms.BooleanField(
        label=_("Messages are accepted"),
        required=False,
        help_text=_("While off, the carrier's messages are refused."),
    )

    def __init__(self, data: Any = None, *, row: TelephonyConnection) -> None:
        super().__init__(data, initial={"name": row.name, "active": row.active})
