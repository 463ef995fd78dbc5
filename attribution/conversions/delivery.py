"""Delivering: claim the row, decide, note the attempt, send, note the answer.

Exactly once in effect: a row is one conversion at one connection, one worker has it at a time, and before a request
goes out the row says so. Whatever happens then, the next worker knows that it may have arrived.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from attribution.conversions.attempts import begin_attempt, note_answer
from attribution.conversions.backoff import MAX_TRIES, retry_delay
from attribution.conversions.decision import Position, Step, circumstances, state_to_tell
from attribution.conversions.destination import ConversionDestination, DestinationError, Payload
from attribution.conversions.facts import facts_of, may_advertise, visit_of
from attribution.conversions.queue import due, nudge
from attribution.conversions.state import State
from attribution.models import Delivery, DestinationConnection
from compliance.audit.chain import record
from compliance.causes import frames_of
from compliance.registry import UnknownMember, member

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # several times the longest request
Row = Delivery.State


def deliver(delivery_id: int) -> None:
    """Makes at most one request for the row, if it is due and nobody else has it."""
    delivery = claim(delivery_id)
    if delivery is None:
        return
    tries = delivery.tries
    try:
        _deliver(delivery)
    except Exception as error:  # noqa: BLE001  logged without its text, which may quote the caller's number
        logger.error("delivery %s: %s", delivery.pk, frames_of(error))
        # Counted whether it came to a request or not: a row that never can be rendered must come to rest too.
        delivery.tries = tries + 1
        _try_later(delivery, "an error of ours; see the log", None, tries=delivery.tries)


def claim(delivery_id: int) -> Delivery | None:
    """Takes the row by one conditional update; None when it is not due or somebody has it."""
    now = timezone.now()
    mine = now + LEASE
    if (
        not Delivery.objects.filter(pk=delivery_id)
        .filter(due(now))
        .update(state=Row.SENDING, lease_until=mine)
    ):
        return None
    rows = Delivery.objects.select_related("connection", "conversion__call", "conversion__rule")
    return rows.filter(pk=delivery_id, lease_until=mine).first()


def replay(delivery: Delivery) -> None:
    """Makes a closed row due again, at a person's wish. Consent, expiry and repetition are judged anew."""
    rows = Delivery.objects.filter(pk=delivery.pk).exclude(state__in=[Row.PENDING, Row.SENDING])
    if rows.update(state=Row.PENDING, tries=0, not_before=timezone.now(), reason=""):
        record("delivery.replayed", delivery)
        delivery.refresh_from_db()
        nudge(delivery)


def resume(connection: DestinationConnection) -> None:
    """Lifts a pause after a person mended the connection; what waits for it is due at once."""
    with transaction.atomic():
        DestinationConnection.objects.filter(pk=connection.pk).update(active=True, paused_reason="")
        waiting = Delivery.objects.filter(connection=connection, state=Row.PENDING)
        waiting.update(not_before=timezone.now(), nudged_at=None, tries=0)
        record("destination.resumed", connection)
        for delivery in waiting.order_by("pk"):
            nudge(delivery)


def _deliver(delivery: Delivery) -> None:
    now = timezone.now()
    try:
        destination = open_destination(delivery.connection)
        step, payload = _prepare(delivery, destination, now)
    except DestinationError as error:
        _pause(delivery.connection, str(error), gone=False)
        _settle(delivery, state=Row.PENDING, reason=str(error))
        return
    if step.send is None or payload is None:
        _settle(
            delivery,
            state=step.close or Row.PENDING,
            reason=step.reason,
            not_before=step.wait_until or delivery.not_before,
        )
        return
    before = delivery.unconfirmed
    attempt = begin_attempt(delivery, destination, step.send, payload, now)
    started = time.monotonic()
    try:
        accepted = destination.send(payload)
    except DestinationError as error:
        note_answer(attempt, started, destination, payload, error.status_code, error.body, str(error))
        _fail(delivery, error, before)
    else:
        note_answer(attempt, started, destination, payload, accepted.status_code, accepted.body, "")
        note = accepted.note if step.send.active or destination.retracts else destination.withdrawal_note
        _accept(delivery, step.send, note)


def open_destination(connection: DestinationConnection) -> ConversionDestination:
    """The connection's destination, ready to use. Raises DestinationError (set-up)."""
    try:
        kind = member("DESTINATIONS", ConversionDestination, connection.destination)
    except UnknownMember as error:
        raise DestinationError(str(error), setup=True) from error
    destination = kind(connection.options, connection.secrets)
    problem = destination.setup_problem()
    if problem:
        raise DestinationError(problem, setup=True)
    return destination


def _prepare(
    delivery: Delivery, destination: ConversionDestination, now: datetime
) -> tuple[Step, Payload | None]:
    position = Position.of(delivery)
    step = state_to_tell(position, destination, now)
    if step.send is None:
        return step, None
    visit = visit_of(delivery)
    facts = facts_of(delivery, visit, step.send)
    hindrance = circumstances(facts, destination, position.left, lambda: may_advertise(delivery, visit), now)
    if hindrance is not None:
        return hindrance, None
    return step, destination.render(facts)


def _accept(delivery: Delivery, told: State, note: str) -> None:
    """A repeat of an unclear older message may leave news to tell; they come next, in order."""
    values: dict[str, Any] = {"sent": told.as_json(), "unconfirmed": None, "tries": 0, "reason": note}
    if State.from_json(delivery.desired).says_the_same_as(told):
        _settle(delivery, state=Row.ACCEPTED, **values)
    else:
        _settle(delivery, state=Row.PENDING, not_before=timezone.now(), **values)


def _fail(delivery: Delivery, error: DestinationError, before: dict[str, Any] | None) -> None:
    """A clear refusal restores what was known before the request; an unclear one leaves it "may have arrived"."""
    logger.info("delivery %s: %s", delivery.pk, error)
    values: dict[str, Any] = {} if error.uncertain else {"unconfirmed": before}
    if error.setup or error.gone:
        _pause(delivery.connection, str(error), gone=error.gone)
    if error.setup:
        _settle(delivery, state=Row.PENDING, reason=str(error), tries=max(delivery.tries - 1, 0), **values)
    elif error.permanent or error.gone:
        _settle(delivery, state=Row.FAILED, reason=str(error), **values)
    else:
        _try_later(delivery, str(error), error.retry_after, **values)


def _try_later(delivery: Delivery, reason: str, retry_after: float | None, **values: Any) -> None:
    if delivery.tries >= MAX_TRIES:
        final = f"gave up after {delivery.tries} tries: {reason}"
        _settle(delivery, state=Row.FAILED, reason=final, **values)
        return
    later = timezone.now() + retry_delay(max(delivery.tries, 1), retry_after)
    _settle(delivery, state=Row.PENDING, reason=reason, not_before=later, **values)


def _pause(connection: DestinationConnection, reason: str, *, gone: bool) -> None:
    rows = DestinationConnection.objects.filter(pk=connection.pk)
    if rows.update(paused_reason=reason[:300], **({"active": False} if gone else {})):
        record("destination.paused", connection, reason=reason[:300])


def _settle(delivery: Delivery, **values: Any) -> None:
    """Ends this worker's claim; does nothing when the lease ran out and somebody else has the row.

    What was wished for while the worker had the row reopens it.
    """
    values["reason"] = values.get("reason", "")[:300]
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=delivery.pk, state=Row.SENDING, lease_until=delivery.lease_until)
        row = mine.select_for_update(of=("self",)).first()
        if row is None:
            return
        if row.desired != delivery.desired:
            values |= {"state": Row.PENDING, "not_before": timezone.now(), "tries": 0}
        Delivery.objects.filter(pk=row.pk).update(lease_until=None, updated_at=timezone.now(), **values)
        if values["state"] == Row.PENDING:
            row.refresh_from_db()
            nudge(row)
