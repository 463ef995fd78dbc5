"""Meta Conversions API: `POST /{version}/{dataset}/events`, all or nothing."""

import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from attribution.conversions.sandbox.exchange import Answer, Incoming, Receiver
from attribution.conversions.sandbox.schema import Field, Problem, between, matching, one_of, problems

PATH = re.compile(r"/v\d{2}\.0/\d{5,20}/events")
OLDEST = timedelta(days=7)
OLDEST_IN_STORE = timedelta(days=62)
CLOCK_SLACK = timedelta(minutes=5)
SAME_WITHIN = timedelta(hours=48)
SHA = matching(r"[0-9a-f]{64}", "a SHA-256 in lower-case hex is expected")
SOURCES = (
    "app", "business_messaging", "chat", "email", "other", "phone_call", "physical_store", "system_generated", "website",
)  # fmt: skip
HASHED = {
    name: Field(many=True, check=SHA)
    for name in ("em", "ph", "fn", "ln", "ct", "st", "zp", "country", "ge", "db")
}
USER_DATA = HASHED | {
    "fbc": Field(
        check=matching(r"fb\.[0-2]\.\d{13}\.[\w\-]{4,}", "fb.1.<milliseconds>.<click id> is expected")
    ),
    "fbp": Field(check=matching(r"fb\.[0-2]\.\d{13}\.\d{5,}", "fb.1.<milliseconds>.<number> is expected")),
    "external_id": Field(many=True),
    "client_ip_address": Field(),
    "client_user_agent": Field(),
    "lead_id": Field((int, str)),
}
CUSTOM_DATA = {
    "value": Field((int, float), check=between(0, 1e12)),
    "currency": Field(check=matching(r"[A-Za-z]{3}", "ISO 4217 is expected")),
    "order_id": Field(),
    "event_source": Field(),
    "lead_event_source": Field(),
}
EVENT = {
    "event_name": Field(required=True, check=matching(r"[\w ]{1,50}", "1 to 50 letters are expected")),
    "event_time": Field(int, required=True),
    "event_id": Field(check=matching(r"[!-~]{1,64}", "1 to 64 visible characters are expected")),
    "action_source": Field(required=True, check=one_of(SOURCES)),
    "event_source_url": Field(),
    "opt_out": Field(bool),
    "user_data": Field(required=True, fields=USER_DATA),
    "custom_data": Field(fields=CUSTOM_DATA),
    "data_processing_options": Field(many=True, check=one_of(("LDU",))),
    "data_processing_options_country": Field(int, check=one_of((0, 1))),
    "data_processing_options_state": Field(int, check=one_of((0, *range(1000, 1060)))),
}
REQUEST = {
    "data": Field(required=True, many=True, most=1000, fields=EVENT),
    "test_event_code": Field(),
    "partner_agent": Field(),
    "access_token": Field(),
}


class MetaReceiver(Receiver):
    """One bad event refuses the request. The first of two events with the same name and id within 48 hours wins."""

    key = "meta_conversions"
    prefix = "/meta"

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self._counted: list[dict[str, Any]] = []
        self._last: dict[tuple[str, str], tuple[datetime, dict[str, Any]]] = {}

    def counted(self) -> list[dict[str, Any]]:
        """Events that were no repeats."""
        return self._counted

    def receive(self, incoming: Incoming) -> Answer:
        """Judges one request."""
        if incoming.method != "POST" or not PATH.fullmatch(incoming.path):
            return _error(404, 100, 33, "no such dataset")
        try:
            document = _document(incoming)
        except ValueError:
            return _error(400, 100, 0, "the body is neither JSON nor a form")
        if not incoming.query.get("access_token") and not (
            isinstance(document, dict) and document.get("access_token")
        ):
            return _error(400, 190, 0, "an access token is needed")
        found = problems(document, REQUEST)
        found = found or [
            item for n, event in enumerate(document["data"]) for item in _event(event, incoming.at, n)
        ]
        if found:
            return _error(400, 100, 2804003, "; ".join(f"{item.field}: {item.text}" for item in found[:3]))
        repeats = [self._is_repeat(event, incoming.at) for event in document["data"]]
        body = {"events_received": len(document["data"]), "messages": [], "fbtrace_id": uuid.uuid4().hex}
        return Answer(200, body, "duplicate" if all(repeats) else "accepted")

    def _is_repeat(self, event: dict[str, Any], at: datetime) -> bool:
        name = (event["event_name"], event.get("event_id", uuid.uuid4().hex))
        first, row = self._last.get(name, (None, {}))
        if first is not None and at - first <= SAME_WITHIN:
            row["sends"] += 1
            return True
        custom = event.get("custom_data", {})
        row = {"id": name[1], "event_name": name[0], "event_time": event["event_time"], "sends": 1}
        row |= {
            "value": custom.get("value", 0),
            "currency": custom.get("currency", ""),
            "fbc": event["user_data"].get("fbc", ""),
        }
        self._last[name] = (at, row)
        self._counted.append(row)
        return False


def _document(incoming: Incoming) -> Any:
    if "x-www-form-urlencoded" not in incoming.headers.get("content-type", ""):
        return incoming.json()
    form = {name: values[0] for name, values in parse_qs(incoming.body.decode(), strict_parsing=True).items()}
    events = json.loads(form.pop("data", "null"))
    if not isinstance(events, list):
        raise ValueError("no list of events")
    return {**form, "data": [json.loads(event) if isinstance(event, str) else event for event in events]}


def _event(event: dict[str, Any], at: datetime, number: int) -> list[Problem]:
    found = []
    oldest = OLDEST_IN_STORE if event["action_source"] == "physical_store" else OLDEST
    age = at.timestamp() - event["event_time"]
    if age > oldest.total_seconds():
        found.append(Problem(f"data[{number}].event_time", "TOO_OLD", f"is more than {oldest.days} days ago"))
    if age < -CLOCK_SLACK.total_seconds():
        found.append(Problem(f"data[{number}].event_time", "FUTURE", "lies in the future"))
    if not event["user_data"]:
        found.append(Problem(f"data[{number}].user_data", "NO_USER_DATA", "nothing to know the person by"))
    custom = event.get("custom_data", {})
    if event["event_name"] == "Purchase" and not {"value", "currency"} <= custom.keys():
        found.append(
            Problem(f"data[{number}].custom_data", "PURCHASE", "a purchase needs value and currency")
        )
    return found


def _error(status: int, code: int, subcode: int, text: str) -> Answer:
    error = {"message": "Invalid parameter", "type": "OAuthException", "code": code, "error_subcode": subcode}
    error |= {
        "is_transient": False,
        "error_user_title": "Rejected",
        "error_user_msg": text,
        "fbtrace_id": uuid.uuid4().hex,
    }
    return Answer(status, {"error": error}, "rejected")
