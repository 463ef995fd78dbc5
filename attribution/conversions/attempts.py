"""Attempts as rows: written before a request goes out, completed with its answer."""

import time
from datetime import datetime

from django.db import transaction

from attribution.conversions.destination import ConversionDestination, Payload
from attribution.conversions.facts import frozen_now
from attribution.conversions.masking import hidden_values, mask_fields, scrub
from attribution.conversions.state import State
from attribution.models import Attempt, Delivery


def begin_attempt(
    delivery: Delivery, destination: ConversionDestination, state: State, payload: Payload, now: datetime
) -> Attempt:
    """Says in the row, before the request goes out, that it may arrive."""
    since = (delivery.unconfirmed or {}).get("since") or now.isoformat()
    request = {
        "url": payload.url,
        "message_id": payload.message_id,
        "body": mask_fields(payload.document, destination.personal_fields),
    }
    with transaction.atomic():
        delivery.unconfirmed = {**state.as_json(), "since": since}
        delivery.frozen = delivery.frozen or frozen_now(delivery.conversion)
        delivery.attempts_made += 1
        delivery.tries += 1
        delivery.save(update_fields=["unconfirmed", "frozen", "attempts_made", "tries", "updated_at"])
        return Attempt.objects.create(
            delivery=delivery,
            number=delivery.attempts_made,
            at=now,
            milliseconds=0,
            request=request,
            error="no answer noted",
        )


def note_answer(
    attempt: Attempt,
    started: float,
    destination: ConversionDestination,
    payload: Payload,
    status_code: int | None,
    body: str,
    error: str,
) -> None:
    hidden = [
        *hidden_values(payload.document, destination.personal_fields),
        *map(str, destination.secrets.values()),
    ]
    attempt.milliseconds = round((time.monotonic() - started) * 1000)
    attempt.status_code = status_code
    attempt.response = {"body": scrub(body, hidden)} if body else {}
    attempt.error = scrub(error, hidden)[:300]
    attempt.save()
