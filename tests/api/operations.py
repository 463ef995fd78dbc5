"""The operations of the OpenAPI document, and the rows to try them with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from attribution.models import Conversion, Delivery, Identifier, NumberPool, SourceNumber, Visit
from attribution.people.known import by_phone, by_visitor
from attribution.people.services import link
from calls.models import Call, PhoneNumber, RedactionChange, RedactionReview, RedactionRun, Tag
from calls.simulator.library import recording
from config.api.docs import openapi
from tests.factories.stories import spent, told_call
from tests.factories.telephony import DestinationFactory

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
SPARE = "+16285559001"  # a number that means nothing yet
OPUS = recording("opening-hours-mono").audio_path.read_bytes()
TOUCHPOINT = {
    "event_id": "7a9c1c1e-5f0e-4c57-9a55-0d5d3a3c1f10",
    "at": (datetime.now(UTC) - timedelta(days=1)).isoformat(),  # older than two years would be refused
    "url": "https://northwind.example/furnace",
    "identifiers": {"email": "ann@example.com"},
}
SPEND = {"date": "2026-11-19", "source": "google", "campaign": "boilers", "cost": "84.2", "currency": "USD"}
# What each writing operation is sent in the trial; every one must be here.
BODIES: Mapping[str, Any] = {
    "calls_partial_update": {
        "lead_status": "good_lead",
        "note": "Call back",
        "tags": ["urgent"],
        "value": 80,
    },
    "calls_outcomes_create": {"dimension": "outcome", "label": "sale_made"},
    "conversions_deliveries_replay_create": {},
    "numbers_partial_update": {"name": "Billboard"},
    "pools_create": {"name": "Shop", "target_number": "+14155550177", "numbers": [SPARE]},
    "pools_partial_update": {"lease_seconds": 600, "channels": ["Paid Search"]},
    "queues_create": {"name": "Office", "phone_number": "+14155550178"},
    "queues_partial_update": {"ring_seconds": 30},
    "redaction_calls_missed_create": {"type": "NAME", "words": [{"turn": 1, "word": 4}]},
    "redaction_policy_partial_update": {"keep_agent_names": True, "kept_types": ["VEHICLE_ID"]},
    "redaction_reviews_create": {"state": "clean"},
    "redaction_runs_create": {"apply": True},
    "source_numbers_create": {"name": "Flyer", "number": SPARE, "place": "offline", "utm_source": "flyer"},
    "source_numbers_partial_update": {"utm_campaign": "Spring"},
    "spend_create": {"spend": [SPEND]},
    "tags_create": {"name": "vip"},
    "touchpoints_create": {"touchpoints": [TOUCHPOINT]},
    "uploads_create": OPUS,
}
OTHER_BODIES: Mapping[str, Any] = {
    "calls_outcomes_create": {"dimension": "outcome", "label": "quote_given"},
    "conversions_deliveries_replay_create": {"other": 1},
    "pools_create": {"name": "Shop 2", "target_number": "+14155550179"},
    "queues_create": {"name": "Office 2", "phone_number": "+14155550178"},
    "redaction_calls_missed_create": {"type": "NAME", "words": [{"turn": 1, "word": 5}]},
    "redaction_reviews_create": {"state": "skipped"},
    "redaction_runs_create": {"apply": False},
    "source_numbers_create": {"name": "Flyer 2", "number": SPARE, "place": "offline"},
    "spend_create": {"spend": [{**SPEND, "cost": "80"}]},
    "tags_create": {"name": "vip 2"},
    "touchpoints_create": {"touchpoints": [{**TOUCHPOINT, "kind": "form"}]},
    "uploads_create": recording("voicemail").audio_path.read_bytes(),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address as the document describes it."""

    path: str
    method: str
    described: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its name in the document."""
        return str(self.described["operationId"])

    @property
    def scope(self) -> str:
        """The word a key needs."""
        return next(str(one["apiKey"][0]) for one in self.described["security"] if "apiKey" in one)

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        """Query parameters by name."""
        return {one["name"]: one for one in self.described.get("parameters", ()) if one["in"] == "query"}

    @property
    def body(self) -> Any:
        """What the trial sends; None for reading operations."""
        return None if self.method == "get" else BODIES[self.id]

    def success(self) -> Mapping[str, Mapping[str, Any]]:
        """The described answers below 300 by status."""
        return {code: one for code, one in self.described["responses"].items() if code < "300"}


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return openapi()


def operations() -> Iterator[Operation]:
    """All of the product's API."""
    for path, item in document()["paths"].items():
        if path.startswith("/api/v1/"):
            yield from (Operation(path, method, one) for method, one in item.items())


def told() -> dict[str, int]:
    """Every kind of row in the account in scope; ids by the first word of the path they belong to."""
    call = told_call(NOON)
    spent(NOON, "furnaces", 100)
    call.tags.add(Tag.objects.create(name="furnace"))
    number = PhoneNumber.objects.create(number=f"+1628555{call.pk % 10000:04d}", name="Website")
    PhoneNumber.objects.create(number=SPARE)
    pool = NumberPool.objects.create(name="Site", target_number="+14155550176")
    queue = DestinationFactory(phone_number="+14155550180")
    source = SourceNumber.objects.create(
        phone_number=PhoneNumber.objects.create(number="+16285559002"),
        name="Sign",
        place="offline",
        starts_at=NOON,
    )
    conversion = Conversion.objects.get(call=call)
    visit = Visit.objects.get(matches__call=call)
    phone = by_phone(call.customer_phone_number)
    link(
        by_visitor(visit.visitor_id), phone, source="call", reference=f"call:{call.pk}", strength=0.9, at=NOON
    )
    return {
        "calls": call.pk,
        "people": Identifier.objects.get(visitor=visit.visitor_id).person_id,
        "visits": visit.pk,
        "conversions": conversion.pk,
        "numbers": number.pk,
        "pools": pool.pk,
        "queues": queue.pk,
        "source-numbers": source.pk,
        "review": RedactionReview.objects.create(call=call, version="test-1").pk,
        "run": _redacted_again(call),
        "call": call.pk,
        "delivery": Delivery.objects.get(conversion=conversion).pk,
    }


def _redacted_again(call: Call) -> int:
    """A preview that has ended and found something."""
    run = RedactionRun.objects.create(
        state=RedactionRun.State.FINISHED, version="test-2", total=1, seen=1, changed=1
    )
    RedactionChange.objects.create(
        run=run,
        call=call,
        before="test-1",
        after="test-2",
        found={"NAME": 1},
        places=[[1, "NAME", 5.6, 6.35]],
    )
    return run.pk


def address(operation: Operation, ids: Mapping[str, int]) -> str:
    """The path with its ids filled in."""
    first = operation.path.removeprefix("/api/v1/").partition("/")[0]
    path = operation.path
    for name in ("delivery", "review", "run", "call"):
        path = path.replace(f"{{{name}}}", str(ids[name]))
    return path.replace("{id}", str(ids.get(first, 0))).replace("{pk}", str(ids.get(first, 0)))
