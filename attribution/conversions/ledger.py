"""The conversion ledger: brings what should be known outside in line with what is known about a call."""

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from attribution.conversions.queue import nudge
from attribution.conversions.rules import Fulfilment, fulfilment
from attribution.conversions.state import State
from attribution.conversions.verdicts import effective_verdicts
from attribution.models import Conversion, ConversionRule, Delivery, DestinationConnection, Match
from calls.models import Call
from compliance.models import Account

KEY_LENGTH = 32


def settle(call: Call) -> list[Conversion]:
    """Creates, updates or withdraws the call's conversions, and says so to every active connection.

    Rows and wishes to send are one transaction; with nothing new nothing changes. Switched-off rules keep what they have.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
        account = Account.objects.get(pk=call.account_id)
        verdicts = effective_verdicts(call)
        match = Match.objects.filter(call=call).first()
        there = {conversion.rule_id: conversion for conversion in Conversion.objects.filter(call=call)}
        settled, worth = [], call.value
        for rule in ConversionRule.objects.filter(active=True).order_by("pk"):
            found = fulfilment(rule, call, verdicts, worth)
            if found is not None and rule.counts_in_roas and worth is not None:
                worth = Decimal(0)  # what a person said the call was worth counts once
            conversion = there.get(rule.pk)
            if found is None and conversion is None:
                continue
            conversion = conversion or _begin(call, rule, account)
            _update(conversion, found, match, account.currency)
            announce(conversion)
            settled.append(conversion)
    return settled


def announce(conversion: Conversion) -> None:
    """Makes the conversion's state the desired one of a delivery per active connection. Needs a transaction."""
    there = {row.connection_id: row for row in conversion.deliveries.select_for_update(of=("self",))}
    for connection in DestinationConnection.objects.filter(active=True).order_by("pk"):
        delivery = there.get(connection.pk)
        if delivery is not None:
            _redirect(delivery, conversion)
        elif conversion.active:
            nudge(
                Delivery.objects.create(
                    account_id=conversion.account_id,
                    conversion=conversion,
                    connection=connection,
                    desired=_state(conversion, revision=1).as_json(),
                    not_before=timezone.now(),
                )
            )


def conversion_key(call: Call, rule: ConversionRule, account: Account) -> str:
    """The same id for the same call and rule for ever, without personal data. The site key is random, so ids of two
    installations never meet."""
    named = f"{account.site_key}:{call.source}:{call.external_id}:{rule.key}"
    return hashlib.sha256(named.encode()).hexdigest()[:KEY_LENGTH]


def ended_at(call: Call) -> datetime:
    """When the call was over; its start where nobody told."""
    return call.ended_at or call.start_time + timedelta(seconds=call.duration or 0)


def _begin(call: Call, rule: ConversionRule, account: Account) -> Conversion:
    return Conversion(
        account=account,
        call=call,
        rule=rule,
        key=conversion_key(call, rule, account),
        occurred_at=ended_at(call),
    )


def _update(conversion: Conversion, found: Fulfilment | None, match: Match | None, currency: str) -> None:
    """A withdrawn conversion keeps the value, so that one can see what was taken back."""
    if found is None:
        conversion.active = False
    else:
        conversion.active, conversion.value, conversion.currency = True, found.value, currency
        conversion.visit_id = match.visit_id if match else None
        conversion.probability = found.probability * (match.probability if match else 1.0)
    conversion.save()


def _redirect(delivery: Delivery, conversion: Conversion) -> None:
    """Points the delivery at the conversion's state. One that was stopped is decided anew: its obstacle may be gone."""
    old = State.from_json(delivery.desired)
    new = _state(conversion, old.revision)
    never_left = delivery.sent is None and delivery.unconfirmed is None
    stopped = (Delivery.State.NOT_APPLICABLE, Delivery.State.BLOCKED_CONSENT)
    if old.says_the_same_as(new) and not (never_left and new.active and delivery.state in stopped):
        return
    if not old.says_the_same_as(new):
        delivery.desired = _state(conversion, old.revision + 1).as_json()
        delivery.tries = 0
    if delivery.state != Delivery.State.SENDING:
        delivery.state, delivery.reason, delivery.not_before = Delivery.State.PENDING, "", timezone.now()
    delivery.save()
    if delivery.state == Delivery.State.PENDING:
        nudge(delivery)


def _state(conversion: Conversion, revision: int) -> State:
    return State(conversion.value, conversion.currency, conversion.active, revision)
