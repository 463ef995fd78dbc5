"""Google Data Manager: `events:ingest` and the status of a request."""

import uuid
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from attribution.conversions.sandbox.exchange import Answer, Incoming, Receiver
from attribution.conversions.sandbox.google_schema import structure_problems
from attribution.conversions.sandbox.schema import Problem

TOO_OLD = timedelta(days=90)
CLOCK_SLACK = timedelta(minutes=5)
DENIED = ("CONSENT_DENIED", 2)


class GoogleReceiver(Receiver):
    """Structure is judged at once and as a whole; single events fail later, in the status of the request."""

    key = "google_data_manager"
    prefix = "/google"

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self._counted: dict[tuple[str, str], dict[str, Any]] = {}
        self._statuses: dict[str, dict[str, Any]] = {}
        self._spoiled: list[str] = []

    def counted(self) -> list[dict[str, Any]]:
        """By action and transaction id: the first event with the latest value."""
        return list(self._counted.values())

    def spoil_next(self, reason: str) -> None:
        """The next event is taken and fails when it is processed."""
        self._spoiled.append(reason)

    def receive(self, incoming: Incoming) -> Answer:
        """Routes the two calls."""
        if (
            not incoming.headers.get("authorization", "").startswith("Bearer ")
            or incoming.headers["authorization"] == "Bearer "
        ):
            return _error(401, "UNAUTHENTICATED", [Problem("", "UNAUTHENTICATED", "no bearer token")])
        if (incoming.method, incoming.path) == ("POST", "/v1/events:ingest"):
            return self._ingest(incoming)
        if (incoming.method, incoming.path) == ("GET", "/v1/requestStatus:retrieve"):
            return self._status(incoming.query.get("requestId", ""))
        return _error(404, "NOT_FOUND", [])

    def _ingest(self, incoming: Incoming) -> Answer:
        try:
            document = incoming.json()
        except ValueError:
            return _error(400, "INVALID_ARGUMENT", [Problem("", "MALFORMED_JSON", "no JSON")])
        found = structure_problems(document)
        if found:
            return _error(400, "INVALID_ARGUMENT", found)
        request_id = uuid.uuid4().hex
        if not document.get("validateOnly"):
            self._process(document, request_id, incoming.at)
        return Answer(200, {"requestId": request_id, "fieldWarnings": []})

    def _process(self, document: dict[str, Any], request_id: str, at: datetime) -> None:
        failed: Counter[str] = Counter()
        seen: set[str] = set()
        for event in document["events"]:
            reason = self._spoiled.pop(0) if self._spoiled else _later_failure(event, document, seen, at)
            seen.add(event["transactionId"])
            if reason:
                failed[f"PROCESSING_ERROR_REASON_{reason}"] += 1
                continue
            for target in document["destinations"]:
                if target.get("reference") in event.get("destinationReferences", [target.get("reference")]):
                    self._count(target["productDestinationId"], event)
        total = len(document["events"])
        bad = sum(failed.values())
        status = "SUCCESS" if not bad else "FAILED" if bad == total else "PARTIAL_SUCCESS"
        self._statuses[request_id] = {
            "requestStatusPerDestination": [
                {
                    "requestStatus": status,
                    "eventsIngestionStatus": {"recordCount": str(total)},
                    "errorInfo": {
                        "errorCounts": [{"recordCount": str(n), "reason": name} for name, n in failed.items()]
                    },
                }
                for _ in document["destinations"]
            ]
        }

    def _count(self, action: str, event: dict[str, Any]) -> None:
        row = self._counted.setdefault(
            (action, event["transactionId"]),
            {
                "id": event["transactionId"],
                "action": action,
                "event_time": event["eventTimestamp"],
                "sends": 0,
            }
            | event.get("adIdentifiers", {}),
        )
        row |= {"value": event.get("conversionValue", 0), "currency": event.get("currency", "")}
        row["sends"] += 1

    def _status(self, request_id: str) -> Answer:
        found = self._statuses.get(request_id)
        return Answer(200, found, "other") if found else _error(404, "NOT_FOUND", [])


def _later_failure(event: dict[str, Any], document: dict[str, Any], seen: set[str], at: datetime) -> str:
    when = datetime.fromisoformat(event["eventTimestamp"])
    consent = {**document.get("consent", {}), **event.get("consent", {})}
    if event["transactionId"] in seen:
        return "DUPLICATE_TRANSACTION_ID"
    if when > at + CLOCK_SLACK:
        return "EVENT_TIME_INVALID"
    if at - when > TOO_OLD:
        return "EVENT_TOO_OLD"
    return "DENIED_CONSENT" if consent.get("adUserData") in DENIED else ""


def _error(code: int, status: str, found: list[Problem]) -> Answer:
    violations = [{"field": item.field, "description": item.text, "reason": item.reason} for item in found]
    details: list[dict[str, Any]] = []
    if found:
        details = [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": found[0].reason,
                "domain": "datamanager.googleapis.com",
            },
            {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations},
        ]
    message = "; ".join(f"{item.field}: {item.text}" for item in found[:3])
    return Answer(
        code, {"error": {"code": code, "message": message, "status": status, "details": details}}, "rejected"
    )
