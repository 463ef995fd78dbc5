"""The body of Google's `events:ingest`: what may stand in it and what must. Enums come as names or numbers."""

from typing import Any

from attribution.conversions.sandbox.schema import Field, Problem, between, matching, one_of, problems

DIGITS = matching(r"\d{1,19}", "digits are expected")
GRANTS = one_of(("CONSENT_GRANTED", "CONSENT_DENIED", "CONSENT_STATUS_UNSPECIFIED", 0, 1, 2))
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


def structure_problems(document: Any) -> list[Problem]:
    """Everything for which the whole request is refused."""
    return problems(document, REQUEST) or [*_references(document), *_events(document)]


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
