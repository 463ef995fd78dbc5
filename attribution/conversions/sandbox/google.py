"""Google Data Manager: `events:ingest` and the status of a request."""

import uuid
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from attribution.conversions.sandbox.exchange import Answer, Incoming, Receiver
from attribution.conversions.sandbox.schema import Field, Problem, between, matching, one_of, problems

TOO_OLD = timedelta(days=90)
CLOCK_SLACK = timedelta(minutes=5)
DIGITS = matching(r"\d{1,19}", "digits are expected")
GRANTS = one_of(("CONSENT_GRANTED", "CONSENT_DENIED", "CONSENT_STATUS_UNSPECIFIED", 0, 1, 2))
DENIED = ("CONSENT_DENIED", 2)
CONSENT = {
    "adUserData": Field((str, int), check=GRANTS),
    "adPersonalization": Field((str, int), check=GRANTS),
}
ACCOUNT = {
    "accountType": Field((str, int), required=True, check=one_of(("GOOGLE_ADS", 2))),
    "accountId": Field(str, required=True, check=matching(r"\d{10}", "ten digits are expected")),
}
TARGET = {
    "reference": Field(),
    "operatingAccount": Field(required=True, fields=ACCOUNT),
    "loginAccount": Field(fields=ACCOUNT),
    "linkedAccount": Field(fields=ACCOUNT),
    "productDestinationId": Field(required=True, check=DIGITS),
}
IDENTIFIER = {"phoneNumber": Field(), "emailAddress": Field()}
USER_DATA = {"userIdentifiers": Field(required=True, many=True, most=10, fields=IDENTIFIER)}
CLICK = {
    name: Field(check=matching(r"[A-Za-z0-9_.\-]{4,512}", "no click id"))
    for name in ("gclid", "gbraid", "wbraid")
}
SOURCES = ("WEB", "APP", "IN_STORE", "PHONE", "MESSAGE", "OTHER")
STAMP = matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", "RFC 3339 is expected")
EVENT = {
    "destinationReferences": Field(many=True),
    "transactionId": Field(
        required=True, check=matching(r"[!-~]{1,64}", "1 to 64 visible characters are expected")
    ),
    "eventTimestamp": Field(required=True, check=STAMP),
    "lastUpdatedTimestamp": Field(check=STAMP),
    "eventSource": Field((str, int), required=True, check=one_of((*SOURCES, 1, 2, 3, 4, 5, 6))),
    "eventName": Field(),
    "adIdentifiers": Field(fields=CLICK),
    "userData": Field(fields=USER_DATA),
    "consent": Field(fields=CONSENT),
    "conversionValue": Field((int, float), check=between(0, 1e12)),
    "currency": Field(check=matching(r"[A-Z]{3}", "ISO 4217 is expected")),
}
REQUEST = {
    "destinations": Field(required=True, many=True, most=10, fields=TARGET),
    "events": Field(required=True, many=True, most=2000, fields=EVENT),
    "encoding": Field((str, int), check=one_of(("HEX", "BASE64", 1, 2))),
    "consent": Field(fields=CONSENT),
    "validateOnly": Field(bool),
}
HASHES = {
    "HEX": r"[0-9a-f]{64}",
    1: r"[0-9a-f]{64}",
    "BASE64": r"[A-Za-z0-9+/]{43}=",
    2: r"[A-Za-z0-9+/]{43}=",
}


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
        found = problems(document, REQUEST) or [*_references(document), *_events(document)]
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


def _references(document: dict[str, Any]) -> list[Problem]:
    known = [target.get("reference") for target in document["destinations"]]
    found = []
    if len(set(known)) != len(known):
        found.append(Problem("destinations", "DUPLICATE_REFERENCE", "references must differ"))
    for n, event in enumerate(document["events"]):
        for reference in event.get("destinationReferences", []):
            if reference not in known:
                found.append(
                    Problem(f"events[{n}].destinationReferences", "UNKNOWN_REFERENCE", "no such destination")
                )
    return found


def _events(document: dict[str, Any]) -> list[Problem]:
    return [
        problem
        for n, event in enumerate(document["events"])
        for problem in _event(event, document, f"events[{n}]")
    ]


def _event(event: dict[str, Any], document: dict[str, Any], at: str) -> list[Problem]:
    clicks, people = event.get("adIdentifiers", {}), event.get("userData", {}).get("userIdentifiers", [])
    found = []
    if not clicks and not people:
        found.append(Problem(at, "NO_IDENTIFIERS_PROVIDED", "a click id or user data is needed"))
    if "gbraid" in clicks and "wbraid" in clicks:
        found.append(Problem(f"{at}.adIdentifiers", "GBRAID_WBRAID_BOTH_SET", "only one of them may be set"))
    if "conversionValue" in event and "currency" not in event:
        found.append(Problem(f"{at}.currency", "REQUIRED_FIELD_MISSING", "a value needs its currency"))
    hashed = matching(
        HASHES.get(document.get("encoding", ""), r"(?!)"), "no SHA-256 in the encoding that was declared"
    )
    for n, person in enumerate(people):
        if len(person) != 1:
            found.append(
                Problem(f"{at}.userData.userIdentifiers[{n}]", "INVALID_USER_IDENTIFIER", "one value each")
            )
        found += [
            Problem(f"{at}.userData.userIdentifiers[{n}].{name}", "INVALID_SHA256_FORMAT", hashed(value))
            for name, value in person.items()
            if hashed(value)
        ]
    return found


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
