"""The form of a pool."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attribution.models import NumberPool
from attribution.numbers.services import overflow_numbers, usable_numbers
from attribution.visits.channels import CHANNELS
from calls.models import PhoneNumber
from calls.numbers.forms import PhoneField, choices, read_in
from compliance.phones import national

if TYPE_CHECKING:
    ManyNumbers = forms.ModelMultipleChoiceField[PhoneNumber]
    OneNumber = forms.ModelChoiceField[PhoneNumber]
else:  # generic for type checkers only
    ManyNumbers = forms.ModelMultipleChoiceField
    OneNumber = forms.ModelChoiceField


def label(number: PhoneNumber) -> str:
    """Number, as people write it, and name."""
    return f"{national(number.number)} · {number.name}" if number.name else national(number.number)


class NumbersField(ManyNumbers):
    """Numbers to tick."""

    def label_from_instance(self, obj: PhoneNumber) -> str:
        """Number and name."""
        return label(obj)


class NumberField(OneNumber):
    """One number to choose."""

    def label_from_instance(self, obj: PhoneNumber) -> str:
        """Number and name."""
        return label(obj)


class PoolForm(forms.Form):
    """A pool's settings and its numbers; minutes and hours instead of seconds."""

    name = forms.CharField(label=_("Name"), max_length=80)
    target_number = PhoneField(
        label=_("Number on the page"), help_text=_("The pool's numbers are shown in its place.")
    )
    numbers = NumbersField(
        queryset=PhoneNumber.everywhere.none(),
        label=_("Numbers that take turns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A pool needs a number.")},
    )
    lease_minutes = forms.FloatField(
        label=_("Minutes a visitor keeps the number"),
        min_value=1,
        max_value=1440,
        initial=30,
        help_text=_("After the last sign of life of the page."),
    )
    cooldown_minutes = forms.FloatField(
        label=_("Minutes it rests after that"),
        min_value=0,
        max_value=1440,
        initial=30,
        help_text=_("So that a late call is not taken for somebody else's."),
    )
    lookback_hours = forms.IntegerField(
        label=_("Hours a visit can explain a call"), min_value=1, max_value=8760, initial=168
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=[(name, name) for name in CHANNELS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Whose visitors get a number of their own; none ticked: all. Fewer visitors need fewer numbers."
        ),
    )
    overflow = forms.ChoiceField(
        label=_("When every number is taken"),
        choices=NumberPool.Overflow.choices,
        initial=NumberPool.Overflow.LEAVE,
    )
    overflow_number = NumberField(
        queryset=PhoneNumber.everywhere.none(),
        label=_("Number for all of them"),
        required=False,
        empty_label=_("None"),
        help_text=_("Its calls can be told by their source at best, not by the visit."),
    )

    def __init__(self, data: Any = None, *, pool: NumberPool, country: str = "US") -> None:
        initial = _facts(pool) if pool.pk else {}
        super().__init__(data, initial=initial)
        numbers = choices(self, "numbers")
        numbers.queryset = usable_numbers(pool)
        choices(self, "overflow_number").queryset = overflow_numbers(pool)
        channels = self.fields["channels"]
        if isinstance(channels, forms.MultipleChoiceField):
            own = [name for name in pool.channels if name not in CHANNELS]
            channels.choices = [(name, name) for name in (*CHANNELS, *own)]
        read_in(self, "target_number", country)

    def settings(self) -> dict[str, Any]:
        """The pool's columns."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "target_number": data["target_number"],
            "lease_seconds": round(data["lease_minutes"] * 60),
            "cooldown_seconds": round(data["cooldown_minutes"] * 60),
            "lookback_hours": data["lookback_hours"],
            "channels": data["channels"],
            "overflow": data["overflow"],
            "overflow_number": data["overflow_number"],
        }


def _facts(pool: NumberPool) -> dict[str, Any]:
    return {
        "name": pool.name,
        "target_number": pool.target_number,
        "lease_minutes": _minutes(pool.lease_seconds),
        "cooldown_minutes": _minutes(pool.cooldown_seconds),
        "lookback_hours": pool.lookback_hours,
        "channels": pool.channels,
        "overflow": pool.overflow,
        "overflow_number": pool.overflow_number_id,
        "numbers": [one.phone_number_id for one in pool.numbers.all()],
    }


def _minutes(seconds: int) -> float:
    return seconds // 60 if seconds % 60 == 0 else round(seconds / 60, 3)
