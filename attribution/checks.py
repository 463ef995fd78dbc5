"""System checks: every member of the families of this app loads, has the right base and a key of its own."""

from typing import Any

from django.core.checks import CheckMessage, register

from attribution.conversions.destination import ConversionDestination
from attribution.costs.source import CostSource
from attribution.credit.rule import CreditRule
from attribution.reports.report import Report
from compliance.registry import check_family

FAMILIES: dict[str, type] = {
    "CREDIT_RULES": CreditRule,
    "COST_SOURCES": CostSource,
    "REPORTS": Report,
    "DESTINATIONS": ConversionDestination,
}


@register()
def families(**_: Any) -> list[CheckMessage]:
    """Rules, cost sources, reports and destinations."""
    return [problem for setting, base in FAMILIES.items() for problem in check_family(setting, base)]
