"""The rules a new account starts with."""

from decimal import Decimal
from typing import Any

from attribution.models import ConversionRule
from compliance.models import Account

DEFAULTS: tuple[dict[str, Any], ...] = (
    {
        "key": "qualified_call",
        "name": "Qualified call",
        "intents": ["book_appointment", "request_quote", "purchase"],
        "outcomes": [],
        "min_seconds": 20,
        "value": Decimal("40.00"),
        "counts_in_roas": False,
    },
    {
        "key": "appointment_booked",
        "name": "Appointment booked",
        "intents": [],
        "outcomes": ["appointment_booked"],
        "min_seconds": 0,
        "value": Decimal("180.00"),
        "counts_in_roas": True,
    },
    {
        "key": "sale",
        "name": "Sale",
        "intents": [],
        "outcomes": ["sale_made"],
        "min_seconds": 0,
        "value": Decimal("450.00"),
        "counts_in_roas": True,
    },
)


def create_default_rules(account: Account) -> list[ConversionRule]:
    """The default rules of `account`, which must be in scope; a rule that is there already stays as it is."""
    return [
        ConversionRule.objects.get_or_create(account=account, key=values["key"], defaults=values)[0]
        for values in DEFAULTS
    ]
