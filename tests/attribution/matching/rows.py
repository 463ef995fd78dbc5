"""Visits that are shown a number, and calls to it."""

import uuid
from datetime import datetime
from typing import Any

from attribution.models import Match, Visit
from attribution.visits.services import PageView, Seen, record_touchpoint
from calls.models import Call, PhoneNumber

CALLER = "+14155557123"


def see(at: datetime, visitor: uuid.UUID | None = None, **changes: Any) -> Seen:
    """A page view of a consenting visitor."""
    view = PageView(
        uuid.uuid4(), visitor, "https://n.example/", "", "", consent={"analytics": True}, **changes
    )
    return record_touchpoint(view, at)


def call(number: str, at: datetime, caller: str = CALLER, **changes: Any) -> Call:
    """A processed inbound call to the number."""
    values = {
        "source": "twilio",
        "external_id": f"CA{Call.objects.count()}",
        "start_time": at,
        "phone_number": PhoneNumber.objects.get(number=number),
        "tracking_phone_number": number,
        "customer_phone_number": caller,
        "processing": Call.Processing.DONE,
        **changes,
    }
    return Call.objects.create(**values)


def said(one: Call) -> list[tuple[int, str]]:
    """Visit and kind of the call's matches, the likeliest first."""
    return [(match.visit_id, match.evidence["kind"]) for match in Match.objects.filter(call=one)]


def visitor_of(visit_id: int) -> int:
    """The visit's visitor."""
    return Visit.objects.values_list("visitor_id", flat=True).get(pk=visit_id)
