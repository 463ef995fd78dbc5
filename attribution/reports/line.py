"""One row of the ROAS report, sums of rows, and the doubt of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attribution.reports.dimensions import UNATTRIBUTED
from attribution.reports.interval import value_intervals
from attribution.rollups.credit import Sum

# What has a doubt of its own; cost and visits are known.
DOUBTED = ("calls", "qualified", "conversions", "value")


@dataclass(slots=True)
class Line:
    """One row: money in the account's currency, calls and conversions as probability mass. None: cannot be told.

    `roas` = value / cost, `cpa` = cost / conversions, `cost_per_call` and `cost_per_qualified` = cost / calls of the kind.
    Each `_low` to `_high` covers 90 % (see `interval`).
    """

    key: str
    cost: float | None = 0.0
    visits: int = 0
    calls: float = 0.0
    qualified: float = 0.0
    conversions: float = 0.0
    value: float = 0.0
    calls_low: float | None = None
    calls_high: float | None = None
    qualified_low: float | None = None
    qualified_high: float | None = None
    conversions_low: float | None = None
    conversions_high: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    calls_variance: float = 0.0
    qualified_variance: float = 0.0
    conversions_variance: float = 0.0
    value_variance: float = 0.0
    largest: float = 0.0

    @property
    def roas(self) -> float | None:
        """Value per unit of cost."""
        return self.value / self.cost if self.cost else None

    @property
    def roas_low(self) -> float | None:
        """Lower end of the 90 % interval."""
        return self.value_low / self.cost if self.cost and self.value_low is not None else None

    @property
    def roas_high(self) -> float | None:
        """Upper end of the 90 % interval."""
        return self.value_high / self.cost if self.cost and self.value_high is not None else None

    @property
    def cpa(self) -> float | None:
        """Cost per conversion."""
        return self._cost_per(self.conversions)

    @property
    def cpa_low(self) -> float | None:
        """Lower end of the 90 % interval: with as many conversions as there may have been."""
        return self._cost_per(self.conversions_high)

    @property
    def cpa_high(self) -> float | None:
        """Upper end of the 90 % interval."""
        return self._cost_per(self.conversions_low)

    @property
    def cost_per_call(self) -> float | None:
        """Cost per call."""
        return self._cost_per(self.calls)

    @property
    def cost_per_call_low(self) -> float | None:
        """Lower end of the 90 % interval."""
        return self._cost_per(self.calls_high)

    @property
    def cost_per_call_high(self) -> float | None:
        """Upper end of the 90 % interval."""
        return self._cost_per(self.calls_low)

    @property
    def cost_per_qualified(self) -> float | None:
        """Cost per qualified call."""
        return self._cost_per(self.qualified)

    @property
    def cost_per_qualified_low(self) -> float | None:
        """Lower end of the 90 % interval."""
        return self._cost_per(self.qualified_high)

    @property
    def cost_per_qualified_high(self) -> float | None:
        """Upper end of the 90 % interval."""
        return self._cost_per(self.qualified_low)

    def _cost_per(self, count: float | None) -> float | None:
        return self.cost / count if self.cost and count else None

    def add(self, sums: Sum) -> None:
        """Adds daily sums."""
        for name, amount in zip(Sum._fields, sums, strict=True):
            known = getattr(self, name)
            setattr(self, name, max(known, amount) if name == "largest" else known + amount)


def summed(key: str, lines: Iterable[Line]) -> Line:
    """The sum of the lines, taken as independent of one another."""
    found = Line(key)
    for line in lines:
        found.cost = (found.cost or 0.0) + (line.cost or 0.0)
        found.visits += line.visits
        found.add(Sum(*(getattr(line, name) for name in Sum._fields)))
    return found


def doubt(lines: Sequence[Line], names: Iterable[str] = DOUBTED) -> None:
    """Gives every line with something its intervals; a call, or a conversion of one, is one of its call's at most."""
    for name in names:
        sums = [
            (getattr(one, name), getattr(one, f"{name}_variance"), one.largest if name == "value" else 1.0)
            for one in lines
        ]
        for line, ends in zip(lines, value_intervals(sums), strict=True):
            if getattr(line, name) > 0 and line.key != UNATTRIBUTED:
                setattr(line, f"{name}_low", ends[0])
                setattr(line, f"{name}_high", ends[1])
