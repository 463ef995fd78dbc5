"""Forms of the account's settings."""

import re
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import available_timezones

import phonenumbers
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from compliance.accounts.invitations import LONGEST_EMAIL
from compliance.accounts.words import scopes_for
from compliance.models import Account, Membership, Role

CURRENCIES = (
    *(
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "CNY",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "ILS",
        "INR",
        "JPY",
        "KRW",
    ),
    *("MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "ZAR"),
)
LANGUAGE = RegexValidator(
    re.compile(r"^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$"), _("A language like en-US or es.")
)


if TYPE_CHECKING:
    OfAccount = forms.ModelForm[Account]
else:  # generic for type checkers only
    OfAccount = forms.ModelForm


class AccountForm(OfAccount):
    """What the account is called, where it is, and what callers are told."""

    currency = forms.ChoiceField(
        label=_("Currency"), help_text=_("Money that is stored already keeps the currency it came in.")
    )
    country = forms.ChoiceField(label=_("Country"), help_text=_("How numbers written without + are read."))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Days and times on every page are of this zone.")
    )
    notice_language = forms.CharField(
        label=_("Language of the notice"), validators=[LANGUAGE], help_text=_("For the voice, such as en-US.")
    )

    class Meta:
        model = Account
        fields = (
            "name",
            "time_zone",
            "currency",
            "country",
            "recording_notice",
            "notice_language",
            "imports_have_consent",
        )
        labels: ClassVar = {
            "name": _("Name"),
            "recording_notice": _("Recording notice"),
            "imports_have_consent": _("Imported recordings have consent"),
        }
        help_texts: ClassVar = {
            "recording_notice": _(
                "Said before every recorded call. Without a notice, calls are not recorded."
            ),
        }
        widgets: ClassVar = {"recording_notice": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["recording_notice"].required = False
        held = self.instance
        self._offer("time_zone", sorted(available_timezones() | {held.time_zone}))
        self._offer("currency", sorted({*CURRENCIES, held.currency}))
        regions = sorted(phonenumbers.SUPPORTED_REGIONS | {held.country})
        self._offer("country", regions, lambda one: f"{one} (+{phonenumbers.country_code_for_region(one)})")

    def _offer(self, name: str, values: list[str], text: Any = str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(value, text(value)) for value in values]


class InvitationForm(forms.Form):
    """Who is invited, as what."""

    email = forms.EmailField(label=_("E-mail"), max_length=LONGEST_EMAIL)
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = roles_to_give(by)
            role.initial = Role.ANALYST


class JoinForm(forms.Form):
    """A new person's name and password."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, not a common word."),
    )


class ApiKeyForm(forms.Form):
    """What a key is for and what it may do: nothing its maker may not."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What uses it, such as “CRM sync”."))
    scopes = forms.MultipleChoiceField(label=_("It may"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, permissions: frozenset[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.areas = scopes_for(permissions)
        scopes = self.fields["scopes"]
        if isinstance(scopes, forms.MultipleChoiceField):
            scopes.choices = [(word, text) for _area, words in self.areas for word, text in words]


def roles_to_give(by: Membership) -> list[tuple[str, Any]]:
    """Roles as choices; owner only for owners."""
    return [
        (str(value), label) for value, label in Role.choices if value != Role.OWNER or by.role == Role.OWNER
    ]
