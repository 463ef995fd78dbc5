"""Forms of numbers and queues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import Destination, PhoneNumber, TelephonyConnection
from calls.numbers.services import NEXT
from compliance.phones import e164, national


class PhoneField(forms.CharField):
    """A phone number as people write it, cleaned to E.164; `country` reads numbers without a plus."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.country = "US"

    def prepare_value(self, value: Any) -> Any:
        """E.164 in the national form; what was typed as it is."""
        return national(value) if isinstance(value, str) and value.startswith("+1") else value

    def clean(self, value: Any) -> str:
        """E.164, or empty where nothing is needed. Raises ValidationError."""
        text = super().clean(value)
        number = e164(text, self.country) if text else ""
        if text and not number:
            raise forms.ValidationError(_("This is no phone number."))
        return number


class NumberForm(forms.Form):
    """A tracking number: the number itself only when it is new."""

    number = PhoneField(label=_("Number"))
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("For example “Billboard, Main Street”.")
    )
    destination = forms.ModelChoiceField(
        queryset=Destination.everywhere.none(),
        label=_("Rings at"),
        required=False,
        empty_label=_("The account's first queue"),
    )
    connection = forms.ModelChoiceField(
        queryset=TelephonyConnection.everywhere.none(),
        label=_("Carrier"),
        required=False,
        empty_label=_("None"),
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any = None, *, row: PhoneNumber | None = None, country: str = "US") -> None:
        super().__init__(data, initial={} if row is None else _facts(row))
        choices(self, "destination").queryset = Destination.objects.order_by("name", "pk")
        choices(self, "connection").queryset = TelephonyConnection.objects.order_by("name", "pk")
        read_in(self, "number", country)
        if row is None:
            del self.fields["state"]
            return
        del self.fields["number"]
        state = self.fields["state"]
        if isinstance(state, forms.ChoiceField):
            state.choices = [(one, PhoneNumber.State(one).label) for one in NEXT[row.state]]
            state.required = True


class QueueForm(forms.Form):
    """Where calls are put through to."""

    name = forms.CharField(label=_("Name"), max_length=80)
    phone_number = PhoneField(label=_("Number that rings"))
    ring_seconds = forms.IntegerField(
        label=_("Seconds to ring"),
        min_value=5,
        max_value=120,
        initial=20,
        help_text=_("Then voicemail answers."),
    )
    whisper = forms.CharField(
        label=_("Whisper"),
        max_length=200,
        required=False,
        help_text=_("Said to the agent before the call is joined."),
    )

    def __init__(self, data: Any = None, *, row: Destination | None = None, country: str = "US") -> None:
        names = ("name", "phone_number", "ring_seconds", "whisper")
        initial = {name: getattr(row, name) for name in names} if row and row.pk else {}
        super().__init__(data, initial=initial)
        read_in(self, "phone_number", country)


def choices(form: forms.Form, name: str) -> "forms.ModelChoiceField[Any]":
    """The form's field of this name, which chooses a row. Raises TypeError."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    return field


def read_in(form: forms.Form, name: str, country: str) -> None:
    """Numbers of this field without a plus are of `country`."""
    field = form.fields.get(name)
    if isinstance(field, PhoneField):
        field.country = country


def _facts(row: PhoneNumber) -> dict[str, Any]:
    return {
        "name": row.name,
        "destination": row.destination,
        "connection": row.connection,
        "state": row.state,
    }
