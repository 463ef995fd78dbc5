"""A receiver of signed webhooks (Standard Webhooks, symmetric signatures)."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime
from typing import Any

from attribution.conversions.sandbox.exchange import Answer, Incoming, Receiver
from attribution.conversions.sandbox.schema import Field, matching, problems

TOLERANCE_SECONDS = 300
LARGEST = 20_000
MESSAGE = {
    "type": Field(
        required=True, check=matching(r"[a-z0-9_]+(\.[a-z0-9_]+)+", "words with dots between are expected")
    ),
    "timestamp": Field(required=True),
    "data": Field(dict, required=True),
}


class WebhookReceiver(Receiver):
    """Checks the signature in constant time, the age of the message, and knows a repeat by its id."""

    key = "signed_webhook"
    prefix = "/webhook"

    def __init__(self, secret: str) -> None:
        self._key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        self.clear()

    def clear(self) -> None:
        """Forgets everything."""
        self._messages: dict[str, dict[str, Any]] = {}

    def counted(self) -> list[dict[str, Any]]:
        """The messages, each once."""
        return list(self._messages.values())

    def receive(self, incoming: Incoming) -> Answer:
        """Judges one message."""
        if incoming.method != "POST" or incoming.path not in ("", "/"):
            return Answer(404, {"error": "no such address"}, "rejected")
        wrong = self._wrong_signature(incoming)
        if wrong:
            return Answer(401, {"error": wrong}, "rejected")
        wrong = _wrong_body(incoming)
        if wrong:
            return Answer(400, {"error": wrong}, "rejected")
        message_id = incoming.headers["webhook-id"]
        known = self._messages.get(message_id)
        if known is not None:
            known["sends"] += 1
            return Answer(200, {"received": message_id}, "duplicate")
        document = incoming.json()
        data = document["data"]
        self._messages[message_id] = {
            "id": message_id, "type": document["type"], "value": data.get("value", 0),
            "currency": data.get("currency", ""), "data": data, "sends": 1,
        }  # fmt: skip
        return Answer(200, {"received": message_id})

    def _wrong_signature(self, incoming: Incoming) -> str:
        missing = [
            name
            for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
            if not incoming.headers.get(name)
        ]
        if missing:
            return f"no {', '.join(missing)}"
        stamp = incoming.headers["webhook-timestamp"]
        if not stamp.isdigit() or abs(incoming.at.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
            return "the timestamp is more than five minutes off"
        signed = f"{incoming.headers['webhook-id']}.{stamp}.".encode() + incoming.body
        expected = hmac.digest(self._key, signed, hashlib.sha256)
        for part in incoming.headers["webhook-signature"].split(" "):
            version, _, signature = part.partition(",")
            if version == "v1" and hmac.compare_digest(_decoded(signature), expected):
                return ""
        return "the signature is wrong"


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _wrong_body(incoming: Incoming) -> str:
    if len(incoming.body) > LARGEST:
        return f"more than {LARGEST} bytes"
    try:
        document = incoming.json()
    except ValueError:
        return "no JSON"
    found = problems(document, MESSAGE)
    if found:
        return "; ".join(f"{item.field}: {item.text}" for item in found)
    try:
        datetime.fromisoformat(document["timestamp"])
    except ValueError:
        return "timestamp: ISO 8601 is expected"
    return ""
