"""Any system of the account's own, by webhooks signed as Standard Webhooks describes."""

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from attribution.conversions.answers import post, refusal
from attribution.conversions.destination import (
    Accepted,
    ConversionDestination,
    ConversionFacts,
    Parameter,
    Payload,
)


class SignedWebhook(ConversionDestination):
    """One receiver, told of every change as a message of its own; nothing in it names the caller.

    The id of a message is that of the change, so a repeat is known by it for ever.
    """

    key = "signed_webhook"
    label = "Webhook"
    parameters = (
        Parameter("url", "Address (https)", required=True),
        Parameter("rules", "Only these rules (keys); empty: all", default=[]),
        Parameter("secret", "Signing secret (whsec_…)", required=True, secret=True),
    )
    needs_consent = False
    retracts = True

    def setup_problem(self) -> str:
        """Also: the address is safe and the secret can be used."""
        problem = super().setup_problem()
        if problem:
            return problem
        parts = urlsplit(str(self.option("url")))
        if (
            parts.scheme != "https"
            and f"{parts.hostname}:{parts.port}" not in settings.OUTBOUND_PRIVATE_HOSTS
        ):
            return "the address must begin with https://"
        try:
            Webhook(self.option("secret"))
        except (ValueError, EmptyWebhookSecretError):
            return "the signing secret is not valid: whsec_ and base64 are expected"
        return ""

    def reason_not_to_apply(self, facts: ConversionFacts) -> str:
        """Only a choice of rules limits what is told."""
        rules = self.option("rules")
        return f"{facts.rule_name} is not among the rules chosen" if rules and facts.rule not in rules else ""

    def render(self, facts: ConversionFacts) -> Payload:
        """The change: recorded, restated or withdrawn."""
        state = facts.state
        document = {
            "type": f"conversion.{_change(facts)}",
            "timestamp": _iso(facts.occurred_at),
            "data": {
                "id": facts.key,
                "revision": state.revision,
                "rule": facts.rule,
                "name": facts.rule_name,
                "active": state.active,
                "value": str(state.value),
                "currency": state.currency,
                "occurred_at": _iso(facts.occurred_at),
                "probability": round(facts.probability, 4),
                "call": {
                    "id": facts.call_id,
                    "start_time": _iso(facts.call_started_at),
                    "duration": facts.call_seconds,
                },
                "source": dict(facts.source),
            },
        }
        return Payload(str(self.option("url")), document, f"{facts.key}-{state.revision}")

    def send(self, payload: Payload) -> Accepted:
        """Signs exactly the bytes that go out, with the time of this attempt."""
        body = json.dumps(payload.document, separators=(",", ":"), ensure_ascii=False)
        response = post(payload.url, content=body.encode(), headers=self._headers(payload.message_id, body))
        if 200 <= response.status_code < 300:
            return Accepted(response.status_code, response.text)
        error = refusal(response, f"the receiver answered {response.status_code}")
        error.gone = response.status_code == 410
        raise error

    def _headers(self, message_id: str, body: str) -> dict[str, str]:
        now = datetime.now(UTC)
        return {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.option("secret")).sign(message_id, now, body),
        }


def _change(facts: ConversionFacts) -> str:
    if not facts.state.active:
        return "withdrawn"
    return "restated" if facts.sent and facts.sent.active else "recorded"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
