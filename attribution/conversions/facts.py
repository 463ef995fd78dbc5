"""Gathering what a destination may use of one conversion."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attribution.conversions.destination import ConversionFacts
from attribution.conversions.state import State
from attribution.models import Conversion, Delivery, Visit
from attribution.visits.arrival import UTM
from compliance.consent.gate import may
from compliance.models import Purpose


def visit_of(delivery: Delivery) -> Visit | None:
    """The visit the delivery speaks of: the frozen one once something went out, until then the conversion's."""
    visit_id = delivery.frozen["visit"] if delivery.frozen else delivery.conversion.visit_id
    return Visit.objects.select_related("visitor").filter(pk=visit_id).first() if visit_id else None


def frozen_now(conversion: Conversion) -> Mapping[str, Any]:
    """What may not change any more once a request goes out."""
    return {"occurred_at": conversion.occurred_at.isoformat(), "visit": conversion.visit_id}


def facts_of(delivery: Delivery, visit: Visit | None, state: State) -> ConversionFacts:
    """The facts for telling `state`."""
    conversion, call = delivery.conversion, delivery.conversion.call
    frozen = delivery.frozen or frozen_now(conversion)
    return ConversionFacts(
        key=conversion.key,
        rule=conversion.rule.key,
        rule_name=conversion.rule.name,
        counts_in_roas=conversion.rule.counts_in_roas,
        occurred_at=datetime.fromisoformat(frozen["occurred_at"]),
        probability=1.0 if conversion.probability is None else conversion.probability,
        state=state,
        sent=State.from_json(delivery.sent) if delivery.sent else None,
        call_id=call.pk,
        call_started_at=call.start_time,
        call_seconds=call.duration,
        phone=call.customer_phone_number,
        clicked_at=visit.started_at if visit else None,
        click_ids=visit.click_ids if visit else {},
        cookies=visit.cookies if visit else {},
        source=_source(visit),
    )


def may_advertise(delivery: Delivery, visit: Visit | None) -> bool:
    """Whether the visitor, or without a visit the caller, agreed to being reported to ad platforms."""
    subject = visit.visitor.subject if visit else delivery.conversion.call.subject
    return may(subject, Purpose.ADVERTISE)


def _source(visit: Visit | None) -> dict[str, str]:
    if visit is None:
        return {}
    names = {name.removeprefix("utm_"): getattr(visit, name) for name in UTM}
    return {"channel": visit.channel, **{name: value for name, value in names.items() if value}}
