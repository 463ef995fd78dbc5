"""System checks: every member of the families of this app loads, has the right base and a key of its own."""

from typing import Any

from django.core.checks import CheckMessage, register

from calls.pipeline.stage import Stage
from calls.redaction.copies import Copies
from calls.telephony.provider import TelephonyProvider
from compliance.registry import check_family


@register()
def families(**_: Any) -> list[CheckMessage]:
    """Providers, pipeline stages, and rows that quote calls."""
    return [
        *check_family("TELEPHONY_PROVIDERS", TelephonyProvider),
        *check_family("CALL_PIPELINE", Stage),
        *check_family("REDACTED_COPIES", Copies),
    ]
