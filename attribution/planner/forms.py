"""The "what if" form of a plan; it is sent in the address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attribution.planner.question import BOUNDS, WhatIf


def _field(name: str, label: Any, help_text: Any = "", step: float = 1) -> forms.FloatField:
    low, high = BOUNDS[name]
    field = forms.FloatField(label=label, min_value=low, max_value=high, help_text=help_text)
    field.widget.attrs["step"] = step
    return field


class WhatIfForm(forms.Form):
    """Traffic, settings and price; without leases also who is expected."""

    growth = _field("growth", _("Growth of traffic, %"))
    lease_seconds = _field("lease_seconds", _("Kept, seconds"))
    cooldown_seconds = _field("cooldown_seconds", _("Rests, seconds"))
    price = _field("price", _("A number costs a month"), step=0.01)
    visits_per_hour = _field("visits_per_hour", _("Visitors in the busy hour"))
    minutes = _field("minutes", _("Minutes they stay"))

    def __init__(self, query: Mapping[str, str], asked: WhatIf, *, assumed: bool) -> None:
        """What stands in the address is bound, so that faults are named; the rest is as it is."""
        usual = {name: _written(getattr(asked, name)) for name in BOUNDS}
        super().__init__({**usual, **{name: query[name] for name in BOUNDS if query.get(name)}})
        self.label_suffix = ""
        if not assumed:
            del self.fields["visits_per_hour"], self.fields["minutes"]


def _written(number: float) -> str:
    return f"{number:g}" if number < 1e5 else f"{number:.0f}"
