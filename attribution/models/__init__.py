"""Records of the attribution app."""

from attribution.models.conversions import (
    Attempt,
    Conversion,
    ConversionRule,
    Delivery,
    DestinationConnection,
)
from attribution.models.costs import AdSpend
from attribution.models.dni import Lease, NumberPool, PoolNumber
from attribution.models.match import JourneyStep, Match
from attribution.models.visit import Touchpoint, Visit, Visitor

__all__ = [
    "AdSpend",
    "Attempt",
    "Conversion",
    "ConversionRule",
    "Delivery",
    "DestinationConnection",
    "JourneyStep",
    "Lease",
    "Match",
    "NumberPool",
    "PoolNumber",
    "Touchpoint",
    "Visit",
    "Visitor",
]
