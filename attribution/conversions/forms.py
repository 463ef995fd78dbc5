"""The form of a destination's connection, made from what the destination declares."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attribution.conversions.destination import ConversionDestination, Parameter
from attribution.models import DestinationConnection


class ConnectionForm(forms.Form):
    """Name and settings of one connection. Secret fields show nothing; left empty they keep what is stored."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What people call this connection."))

    def __init__(
        self,
        *args: Any,
        kind: type[ConversionDestination],
        connection: DestinationConnection,
        **options: Any,
    ) -> None:
        self.kind = kind
        super().__init__(*args, **options)
        self.fields["name"].initial = connection.name or kind.label
        for item in kind.parameters:
            stored = item.name in connection.secrets
            field = (
                _secret(item, stored=stored)
                if item.secret
                else _field(item, connection.options.get(item.name))
            )
            self.fields[f"option_{item.name}"] = field

    def settings(self) -> dict[str, Any]:
        """The open settings that say something else than the default."""
        found = ((item, self._value(item)) for item in self.kind.parameters if not item.secret)
        return {
            item.name: value for item, value in found if value not in (None, "") and value != item.default
        }

    def secrets(self) -> dict[str, str]:
        """The secrets that were entered now."""
        found = ((item.name, self._value(item)) for item in self.kind.parameters if item.secret)
        return {name: value for name, value in found if value}

    def _value(self, item: Parameter) -> Any:
        return self.cleaned_data[f"option_{item.name}"]


class Lines(forms.CharField):
    """An object of texts, one `key = value` a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """The object as lines; what was typed as it is."""
        return "\n".join(f"{k} = {v}" for k, v in value.items()) if isinstance(value, Mapping) else value

    def clean(self, value: Any) -> dict[str, str]:
        """Raises ValidationError for a line without `=`."""
        found = {}
        for line in str(super().clean(value)).splitlines():
            key, sign, text = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not (sign and key and text):
                raise forms.ValidationError(
                    _("“%(line)s”: key = value is expected."), params={"line": line[:60]}
                )
            found[key] = text
        return found


class Words(forms.CharField):
    """A list of texts with commas between."""

    def prepare_value(self, value: Any) -> Any:
        """The list as text; what was typed as it is."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The texts, without empty ones."""
        return [word for word in (part.strip() for part in str(super().clean(value)).split(",")) if word]


def _secret(item: Parameter, *, stored: bool) -> forms.Field:
    hint = str(_("Stored. Leave empty to keep it.")) if stored else str(item.help)
    return forms.CharField(
        label=item.label,
        required=item.required and not stored,
        help_text=hint,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "off", "placeholder": "••••••••" if stored else ""}
        ),
    )


def _field(item: Parameter, value: Any) -> forms.Field:
    kind = item.form or type(item.default)
    initial = item.default if value is None else value
    common: dict[str, Any] = {"label": item.label, "help_text": item.help, "initial": initial}
    if kind is bool:
        return forms.BooleanField(required=False, **common)
    if kind in (int, float):
        return forms.FloatField(required=False, **common)
    if kind is list:
        return Words(required=False, **common | {"help_text": item.help or _("With commas between.")})
    if kind is dict:
        hint = _("One a line: key = value.")
        return Lines(required=False, **common | {"help_text": hint})
    return forms.CharField(required=item.required, max_length=2000, **common)
