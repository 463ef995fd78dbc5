"""Facts of a made-up sale, without rows."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from attribution.conversions.destination import ConversionFacts
from attribution.conversions.state import State

CLICKED = datetime(2026, 11, 20, 14, 0, 0, 250_000, tzinfo=UTC)
CALLED = datetime(2026, 11, 20, 15, 0, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)


def state(value: str = "450.00", active: bool = True, revision: int = 1) -> State:
    """What to tell."""
    return State(Decimal(value), "USD", active, revision)


def facts(**changes: Any) -> ConversionFacts:
    """A sale of 450 dollars after a Google click."""
    values: dict[str, Any] = {
        "key": "0123456789abcdef0123456789abcdef", "rule": "sale", "rule_name": "Sale", "counts_in_roas": True,
        "occurred_at": ENDED, "probability": 0.9, "state": state(), "sent": None, "call_id": 7, "call_started_at": CALLED,
        "call_seconds": 245, "phone": "+14155550123", "clicked_at": CLICKED, "click_ids": {"gclid": "Cj0KCQ_x"},
        "source": {"channel": "Paid Search", "source": "google", "campaign": "furnaces"},
    }  # fmt: skip
    return ConversionFacts(**values | changes)
