"""Records of the attribution app."""

from attribution.models.conversions import (
    Attempt,
    Conversion,
    ConversionRule,
    Delivery,
    DestinationConnection,
)
from attribution.models.costs import AdSpend, ExchangeRate, SpendImport
from attribution.models.dni import Lease, NumberPool, PoolNumber, Shortage, SourceNumber
from attribution.models.match import JourneyStep, Match
from attribution.models.person import Identifier, IdentityLink, Person
from attribution.models.reports import AttributionSettings, ReportSchedule
from attribution.models.rollup import (
    CallDay,
    CreditDay,
    Origin,
    PathDay,
    StaleDay,
    TransitionDay,
    VisitDay,
)
from attribution.models.visit import Touchpoint, Visit, Visitor

__all__ = [
    "AdSpend",
    "Attempt",
    "AttributionSettings",
    "CallDay",
    "Conversion",
    "ConversionRule",
    "CreditDay",
    "Delivery",
    "DestinationConnection",
    "ExchangeRate",
    "Identifier",
    "IdentityLink",
    "JourneyStep",
    "Lease",
    "Match",
    "NumberPool",
    "Origin",
    "PathDay",
    "Person",
    "PoolNumber",
    "ReportSchedule",
    "Shortage",
    "SourceNumber",
    "SpendImport",
    "StaleDay",
    "Touchpoint",
    "TransitionDay",
    "Visit",
    "VisitDay",
    "Visitor",
]
