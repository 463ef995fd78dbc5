"""The contract of a report, and its result."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Self

from attribution.credit.rule import CreditRule, TouchRule
from compliance.registry import member
from compliance.tables import Cell


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked: days of the account's time zone (both included), a dimension, a credit rule's key.

    `within`: only what belongs to this value of another dimension, as (dimension, value).
    """

    start: date
    end: date
    by: str
    rule: str
    within: tuple[str, str] | None = None

    def before(self) -> Self:
        """The same question about as many days right before."""
        days = self.end - self.start + timedelta(days=1)
        return replace(self, start=self.start - days, end=self.end - days)

    def at(self, start: date, end: date) -> Self:
        """The same question about other days."""
        return replace(self, start=start, end=end)


def channels_only(key: str) -> bool:
    """Whether the credit rule looks at all journeys together and so knows channels alone. Raises UnknownMember."""
    rule = member("CREDIT_RULES", CreditRule, key)
    return not (issubclass(rule, TouchRule) and rule.alone)


class Report(ABC):
    """One report. `columns` are the keys of its rows, in order; `dimensions` what it can be broken down by."""

    key: ClassVar[str]
    columns: ClassVar[Sequence[str]]
    dimensions: ClassVar[Sequence[str]]

    @abstractmethod
    def rows(self, question: Question) -> list[dict[str, Cell]]:
        """The report's rows, the total last. Raises ValueError for an unknown dimension."""
