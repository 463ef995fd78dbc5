"""Meta (Facebook, Instagram) through the Conversions API."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from attribution.conversions.answers import post, refusal
from attribution.conversions.destination import (
    Accepted,
    ConversionDestination,
    ConversionFacts,
    DestinationError,
    Parameter,
    Payload,
)

EVENT_NAMES = {"qualified_call": "Lead", "appointment_booked": "Schedule", "sale": "Purchase"}
TAKEN_FOR = timedelta(days=7)
MARGIN = timedelta(minutes=5)
KNOWN_AS_REPEAT = timedelta(hours=48)
TOKEN_CODES = frozenset({10, 102, 190, 200})
THROTTLE_CODES = frozenset({1, 2, 4, 17, 32, 341, 613, 80004})
MISSING_DATASET = (100, 33)


class MetaConversions(ConversionDestination):
    """One dataset (pixel). Event name and id make a repeat known for 48 hours.

    There is no restatement and no deletion: what was accepted stays, and a later change is only shown.
    """

    key = "meta_conversions"
    label = "Meta"
    parameters = (
        Parameter("dataset_id", "Dataset (pixel) id", required=True),
        Parameter("event_names", "Event names by rule", default={}, help='{"rule key": "Lead"}'),
        Parameter(
            "match_by_phone", "Report callers without a Meta click by hashed number alone", default=False
        ),
        Parameter("min_probability", "Least probability that the call came from the visit", default=0.5),
        Parameter("limited_data_use", "Limited data use (US state privacy laws)", default=False),
        Parameter("test_event_code", "Test event code", help="Events go to Meta's test view only."),
        Parameter("api_version", "Graph API version", default="v26.0"),
        Parameter("base_url", "Address of the API", default="https://graph.facebook.com"),
        Parameter("access_token", "Access token", required=True, secret=True),
    )
    personal_fields = frozenset({"user_data"})
    restates = False
    repeat_safe_for = KNOWN_AS_REPEAT

    def reason_not_to_apply(self, facts: ConversionFacts) -> str:
        """Meta needs a click of its own, or is allowed to look for the number."""
        if not _fbc(facts) and not (self.option("match_by_phone") and facts.phone):
            return "no Meta click id"
        if facts.probability < float(self.option("min_probability")):
            return f"too unsure where the call came from ({facts.probability:.0%})"
        return ""

    def expires_at(self, facts: ConversionFacts) -> datetime | None:
        """Seven days after the event, less a margin for the way."""
        return facts.occurred_at + TAKEN_FOR - MARGIN

    def render(self, facts: ConversionFacts) -> Payload:
        """One event in one request: Meta refuses a whole batch for one bad event."""
        limited = bool(self.option("limited_data_use"))
        event: dict[str, Any] = {
            "event_name": self._event_name(facts),
            "event_time": int(facts.occurred_at.timestamp()),
            "event_id": facts.key,
            "action_source": "phone_call",
            "user_data": _user_data(facts),
            "custom_data": {"value": float(facts.state.value), "currency": facts.state.currency.lower()},
            "data_processing_options": ["LDU"] if limited else [],
        }
        if limited:
            event |= {"data_processing_options_country": 0, "data_processing_options_state": 0}
        document: dict[str, Any] = {"data": [event]}
        if self.option("test_event_code"):
            document["test_event_code"] = self.option("test_event_code")
        base = str(self.option("base_url")).rstrip("/")
        url = f"{base}/{self.option('api_version')}/{self.option('dataset_id')}/events"
        return Payload(url, document, facts.key)

    def send(self, payload: Payload) -> Accepted:
        """One request with the token in the query, as Meta wants it."""
        response = post(
            payload.url, json=payload.document, params={"access_token": self.option("access_token")}
        )
        if response.status_code != 200:
            raise _classify(response)
        if _json(response).get("events_received") != len(payload.document["data"]):
            raise DestinationError(
                "Meta's answer is unclear", uncertain=True, status_code=200, body=response.text
            )
        return Accepted(200, response.text)

    def _event_name(self, facts: ConversionFacts) -> str:
        by_rule: Mapping[str, str] = self.option("event_names")
        return by_rule.get(facts.rule) or EVENT_NAMES.get(facts.rule, "Lead")


def hash_phone(number: str) -> str:
    """SHA-256, in hex, of the digits with country code and without plus or leading zeros: Meta's form."""
    return hashlib.sha256("".join(filter(str.isdigit, number)).lstrip("0").encode()).hexdigest()


def _fbc(facts: ConversionFacts) -> str:
    """The click as Meta's cookie holds it, or rebuilt from the click id and the time of arrival (milliseconds)."""
    if facts.cookies.get("fbc"):
        return facts.cookies["fbc"]
    fbclid = facts.click_ids.get("fbclid")
    return f"fb.1.{int(facts.clicked_at.timestamp() * 1000)}.{fbclid}" if fbclid and facts.clicked_at else ""


def _user_data(facts: ConversionFacts) -> dict[str, Any]:
    data: dict[str, Any] = {"fbc": _fbc(facts), "fbp": facts.cookies.get("fbp", "")}
    if facts.phone:
        data["ph"] = [hash_phone(facts.phone)]
    return {name: value for name, value in data.items() if value}


def _classify(response: httpx.Response) -> DestinationError:
    """Meta's own code decides before the status; its texts are left out, they may repeat what was sent."""
    found = _json(response).get("error")
    details = found if isinstance(found, Mapping) else {}
    code, subcode = details.get("code"), details.get("error_subcode")
    error = refusal(response, f"Meta answered {response.status_code}, code {code}" if code else "")
    if details.get("is_transient") or code in THROTTLE_CODES:
        error.permanent, error.setup = False, False
        error.uncertain = error.uncertain or code in (1, 2)
    elif code in TOKEN_CODES or (code, subcode) == MISSING_DATASET:
        error.permanent, error.setup = False, True
    return error


def _json(response: httpx.Response) -> Mapping[str, Any]:
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
