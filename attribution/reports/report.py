"""The contract of a report, and its result."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from compliance.tables import Cell


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked: days of the account's time zone (both included), a dimension, a credit rule's key."""

    start: date
    end: date
    by: str
    rule: str


class Report(ABC):
    """One report. `columns` are the keys of its rows, in order; `dimensions` what it can be broken down by."""

    key: ClassVar[str]
    columns: ClassVar[Sequence[str]]
    dimensions: ClassVar[Sequence[str]]

    @abstractmethod
    def rows(self, question: Question) -> list[dict[str, Cell]]:
        """The report's rows, the total last. Raises ValueError for an unknown dimension."""
