"""The form of a pool."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attribution.models import NumberPool
from attribution.numbers.services import usable_numbers
from calls.models import PhoneNumber
from calls.numbers.forms import PhoneField, choices, read_in
from compliance.phones import national

if TYPE_CHECKING:
    ManyNumbers = forms.ModelMultipleChoiceField[PhoneNumber]
else:  # generic for type checkers only
    ManyNumbers = forms.ModelMultipleChoiceField


class NumbersField(ManyNumbers):
    """Numbers to tick, as people write them."""

    def label_from_instance(self, obj: PhoneNumber) -> str:
        """Number and name."""
        return f"{national(obj.number)} · {obj.name}" if obj.name else national(obj.number)


class PoolForm(forms.Form):
    """A pool's settings and its numbers; minutes and hours instead of seconds."""

    name = forms.CharField(label=_("Name"), max_length=80)
    target_number = PhoneField(
        label=_("Number on the page"), help_text=_("The pool's numbers are shown in its place.")
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
    numbers = NumbersField(
        queryset=PhoneNumber.everywhere.none(),
        label=_("Numbers that take turns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A pool needs a number.")},
    )

    def __init__(self, data: Any = None, *, pool: NumberPool, country: str = "US") -> None:
        initial = _facts(pool) if pool.pk else {}
        super().__init__(data, initial=initial)
        numbers = choices(self, "numbers")
        numbers.queryset = usable_numbers(pool)
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
        }


def _facts(pool: NumberPool) -> dict[str, Any]:
    return {
        "name": pool.name,
        "target_number": pool.target_number,
        "lease_minutes": _minutes(pool.lease_seconds),
        "cooldown_minutes": _minutes(pool.cooldown_seconds),
        "lookback_hours": pool.lookback_hours,
        "numbers": [one.phone_number_id for one in pool.numbers.all()],
    }


def _minutes(seconds: int) -> float:
    return seconds // 60 if seconds % 60 == 0 else round(seconds / 60, 3)
