"""What a plan is asked: the traffic and settings it is made for, as they stand in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from attribution.models import NumberPool

# What carriers ask for a local number and month, in the account's currency, until a person says what theirs asks.
PRICE = 1.15
DAY = 86_400
VISITS_PER_HOUR, MINUTES = 20.0, 5.0
# Name -> least and most.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "growth": (-90, 900),
    "lease_seconds": (60, DAY),
    "cooldown_seconds": (0, DAY),
    "price": (0, 1000),
    "visits_per_hour": (0, 1000),
    "minutes": (0, 240),
}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`growth` of the traffic in percent; `price` of a number and month. The last two are used where no leases are."""

    growth: float
    lease_seconds: int
    cooldown_seconds: int
    price: float
    visits_per_hour: float
    minutes: float

    @property
    def factor(self) -> float:
        """How many times today's visitors."""
        return 1 + self.growth / 100


def defaults(pool: NumberPool) -> WhatIf:
    """The pool as it is."""
    return WhatIf(0.0, pool.lease_seconds, pool.cooldown_seconds, PRICE, VISITS_PER_HOUR, MINUTES)


def read_what_if(query: Mapping[str, str], pool: NumberPool) -> WhatIf:
    """From an address; what cannot be read or is out of BOUNDS stays as it is."""
    usual = defaults(pool)
    found = {name: _read(query.get(name, ""), name, getattr(usual, name)) for name in BOUNDS}
    return WhatIf(
        found["growth"],
        int(found["lease_seconds"]),
        int(found["cooldown_seconds"]),
        found["price"],
        found["visits_per_hour"],
        found["minutes"],
    )


def in_bounds(text: str, name: str) -> float | None:
    """The number, None where it is none or out of BOUNDS."""
    low, high = BOUNDS[name]
    try:
        number = float(text)
    except ValueError:
        return None
    return number if low <= number <= high else None


def _read(text: str, name: str, usual: float) -> float:
    found = in_bounds(text, name)
    return usual if found is None else found
