"""Rows of a call that converts, and the work that Celery would do."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from attribution.conversions.delivery import deliver
from attribution.conversions.queue import due
from attribution.models import ConversionRule, Delivery, DestinationConnection, Match, Visit, Visitor
from calls.models import Call, Outcome
from compliance.consent.gate import record_consent

PHONE = "+14155550123"
GCLID = "Cj0KCQiA_example-click"
FBCLID = "IwAR0example_click"
SECRET = "whsec_cmluZ3RyYWNlLWRlbW8tc2lnbmluZy1zZWNyZXQ="


def sale_rule(**changes: Any) -> ConversionRule:
    """A sale is worth 450."""
    values = {"key": "sale", "name": "Sale", "outcomes": ["sale_made"], "value": Decimal("450.00"), **changes}
    return ConversionRule.objects.create(**values)


def ended_call(**changes: Any) -> Call:
    """A call of 90 seconds that ended an hour ago."""
    start = timezone.now() - timedelta(hours=1)
    values: dict[str, Any] = {
        "source": "twilio", "external_id": uuid.uuid4().hex, "state": Call.State.ENDED, "start_time": start,
        "ended_at": start + timedelta(seconds=90), "duration": 90, "customer_phone_number": PHONE,
    }  # fmt: skip
    return Call.objects.create(**values | changes)


def say(call: Call, label: str, dimension: str = "outcome", **changes: Any) -> Outcome:
    """One verdict; the machine's at 0.9 unless told otherwise."""
    values: dict[str, Any] = {
        "call": call, "dimension": dimension, "label": label, "probability": 0.9, "source": Outcome.Source.MACHINE,
        "version": uuid.uuid4().hex,
    }  # fmt: skip
    return Outcome.objects.create(**values | changes)


def correct(call: Call, label: str, dimension: str = "outcome") -> Outcome:
    """A person's verdict."""
    return say(call, label, dimension, source=Outcome.Source.HUMAN, probability=None)


def matched(call: Call, probability: float = 0.9, consent: bool | None = True, **visit: Any) -> Visit:
    """The visit the call came from, ten minutes before it; by default with clicks of Google and Meta."""
    at = call.start_time - timedelta(minutes=10)
    visitor = Visitor.objects.create(first_seen=at, last_seen=at)
    values: dict[str, Any] = {
        "visitor": visitor, "started_at": at, "last_seen": at, "channel": "Paid Search", "utm_source": "google",
        "utm_campaign": "furnaces", "click_ids": {"gclid": GCLID, "fbclid": FBCLID},
    }  # fmt: skip
    made = Visit.objects.create(**values | visit)
    Match.objects.create(call=call, visit=made, probability=probability, version="1")
    if consent is not None:
        record_consent(visitor.subject, {"advertise": consent}, source="banner", at=at)
    return made


def google(url: str, **options: Any) -> DestinationConnection:
    """A Google Ads account at the sandbox."""
    values = {
        "base_url": f"{url}/google",
        "operating_account_id": "123-456-7890",
        "conversion_action_id": "987654321",
    }
    return DestinationConnection.objects.create(
        destination="google_data_manager",
        name="Google",
        options=values | options,
        secrets={"access_token": "g-token-123456789"},
    )


def meta(url: str, **options: Any) -> DestinationConnection:
    """A Meta dataset at the sandbox."""
    return DestinationConnection.objects.create(
        destination="meta_conversions", name="Meta", secrets={"access_token": "m-token-123456789"},
        options={"base_url": f"{url}/meta", "dataset_id": "555000111"} | options,
    )  # fmt: skip


def webhook(url: str, **options: Any) -> DestinationConnection:
    """A receiver of webhooks at the sandbox."""
    return DestinationConnection.objects.create(
        destination="signed_webhook",
        name="CRM",
        secrets={"secret": SECRET},
        options={"url": f"{url}/webhook"} | options,
    )


def work() -> None:
    """Delivers what is due until nothing is."""
    for _ in range(20):
        rows = list(Delivery.objects.filter(due(timezone.now())).values_list("pk", flat=True))
        if not rows:
            return
        for pk in rows:
            deliver(pk)
    raise AssertionError("deliveries do not come to rest")


def wait_is_over() -> None:
    """Lets the time until the next try pass."""
    Delivery.objects.filter(state=Delivery.State.PENDING).update(not_before=timezone.now())


def only_delivery() -> Delivery:
    """The one delivery there is."""
    return Delivery.objects.get()
