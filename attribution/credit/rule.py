"""The contract of a credit rule ("attribution model" in the UI)."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from attribution.credit.journeys import Floats, Journeys, sum_by


@dataclass(frozen=True, slots=True)
class Options:
    """What some rules can be told. `half_life`: days of the time decay; `order`: of the Markov chain, 1 to 4."""

    half_life: float = 7.0
    order: int = 1
    position: tuple[float, float, float] = (0.4, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class Credit:
    """What each channel gets, in the order of the journeys' names; sums to their conversions and their value."""

    conversions: Floats
    value: Floats


class CreditRule(ABC):
    """Splits conversions over what led to them. `note`: what a reader of the figures has to know, or empty."""

    key: ClassVar[str]
    label: ClassVar[str]
    note: ClassVar[str] = ""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()

    @abstractmethod
    def credit(self, journeys: Journeys) -> Credit:
        """Credit by channel; all channels are listed, those without any with 0."""


class TouchRule(CreditRule):
    """A rule that gives every touch a weight. `alone`: the weights of a journey do not depend on other journeys."""

    alone: ClassVar[bool] = True

    @abstractmethod
    def weights(self, journeys: Journeys) -> Floats:
        """A weight for every touch; those of each journey sum to 1."""

    def credit(self, journeys: Journeys) -> Credit:
        """Conversions and value of each journey, split by weight."""
        count = len(journeys.names)
        weights = self.weights(journeys) if journeys.count else np.zeros(0)
        return Credit(
            sum_by(journeys.channel, weights * journeys.conversions[journeys.owner], count),
            sum_by(journeys.channel, weights * journeys.value[journeys.owner], count),
        )
