"""The contract of a cost source."""

import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

Key = tuple[datetime.date, str, str, str, str, str, str]
CURRENCY = re.compile(r"^[A-Z]{3}$")


@dataclass(frozen=True, slots=True)
class Spend:
    """Cost of one day and combination; `row` is where it stands in the source, for messages."""

    row: int
    date: datetime.date
    source: str
    medium: str
    campaign: str
    ad_group: str
    keyword: str
    ad: str
    cost_micros: int
    currency: str
    clicks: int | None
    impressions: int | None

    @property
    def key(self) -> Key:
        """What makes two rows the same."""
        return self.date, self.source, self.medium, self.campaign, self.ad_group, self.keyword, self.ad


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be used."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.row}: {self.field}: {self.reason}"


def mixed(spends: Sequence[Spend]) -> list[Rejected]:
    """The rows in another currency than the first: one delivery has one currency."""
    return [
        Rejected(spend.row, "currency", f"{spend.currency}, but row {spends[0].row} has {spends[0].currency}")
        for spend in spends
        if spend.currency != spends[0].currency
    ]


class CostError(ValueError):
    """Nothing was imported; `rejected` names every row that stands in the way."""

    def __init__(self, rejected: Sequence[Rejected]) -> None:
        super().__init__("\n".join(map(str, rejected)))
        self.rejected = tuple(rejected)


class CostSource(ABC):
    """One way spend comes in."""

    key: ClassVar[str]

    @abstractmethod
    def read(self, file: Path) -> list[Spend]:
        """All rows, or none. Raises CostError."""
