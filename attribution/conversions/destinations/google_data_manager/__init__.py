"""Google Ads through the Data Manager API: conversions of ad clicks that became calls."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx

from attribution.conversions.answers import post
from attribution.conversions.destination import (
    Accepted,
    ConversionDestination,
    ConversionFacts,
    DestinationError,
    Parameter,
    Payload,
)
from attribution.conversions.destinations.google_data_manager import errors, token

GOOGLE = "https://datamanager.googleapis.com"
CLICK_IDS = ("gclid", "gbraid", "wbraid")
PHONE_ONLY_DAYS = 63
REFERENCE = "action"


class GoogleDataManager(ConversionDestination):
    """One conversion action (type UPLOAD_CLICKS) of one Google Ads account.

    The transaction id makes every request repeatable: a second one overwrites value and currency and counts nothing.
    Google documents no retraction in this API, so a withdrawn conversion is restated to 0 and its count stays.
    """

    key = "google_data_manager"
    label = "Google Ads"
    parameters = (
        Parameter(
            "operating_account_id", "Google Ads account that owns the conversion action", required=True
        ),
        Parameter("conversion_action_id", "Conversion action of the rules that count in ROAS"),
        Parameter(
            "conversion_actions", "Conversion actions by rule", default={}, help='{"rule key": "action id"}'
        ),
        Parameter("login_account_id", "Manager account that the credential belongs to"),
        Parameter(
            "match_by_phone", "Report callers without a click id by hashed number alone", default=False
        ),
        Parameter("lookback_days", "Click-through window of the action in days", default=90),
        Parameter(
            "wait_hours",
            "Hours to wait after the click",
            help="Google asks for 6; other addresses for none.",
            form=float,
        ),
        Parameter("min_probability", "Least probability that the call came from the visit", default=0.5),
        Parameter("base_url", "Address of the API", default=GOOGLE),
        Parameter("service_account", "Service account key (JSON)", secret=True),
        Parameter("access_token", "Access token for an address that is not Google's", secret=True),
    )
    withdrawal_note = "Google takes no conversion back: its value is 0 now, its count stays"
    personal_fields = frozenset({*CLICK_IDS, "phoneNumber", "emailAddress"})

    def setup_problem(self) -> str:
        """Also: an action, and a credential that belongs to the address."""
        problem = super().setup_problem()
        if problem:
            return problem
        if not (self.option("conversion_action_id") or self.option("conversion_actions")):
            return "no conversion action is set"
        if not self.option("access_token" if self._elsewhere else "service_account"):
            return "no credential is set for this address"
        return ""

    def reason_not_to_apply(self, facts: ConversionFacts) -> str:
        """Google needs an action for the rule and something to find the click by."""
        if not self._action(facts):
            return f"no conversion action is set for {facts.rule_name}"
        if not _click_id(facts) and not (self.option("match_by_phone") and facts.phone):
            return "no Google click id"
        if facts.probability < float(self.option("min_probability")):
            return f"too unsure where the call came from ({facts.probability:.0%})"
        return ""

    def not_before(self, facts: ConversionFacts) -> datetime | None:
        """Some hours after the click: Google refuses conversions of clicks it has not processed yet."""
        hours = self.option("wait_hours")
        if hours is None:
            hours = 0 if self._elsewhere else 6
        return (facts.clicked_at or facts.call_started_at) + timedelta(hours=float(hours))

    def expires_at(self, facts: ConversionFacts) -> datetime | None:
        """The end of the click-through window; without a click, of the window for leads."""
        if facts.clicked_at is None or not _click_id(facts):
            return facts.occurred_at + timedelta(days=PHONE_ONLY_DAYS)
        return facts.clicked_at + timedelta(days=float(self.option("lookback_days")))

    def render(self, facts: ConversionFacts) -> Payload:
        """One event in one request, so that an error is always this conversion's own."""
        event: dict[str, Any] = {
            "destinationReferences": [REFERENCE],
            "transactionId": facts.key,
            "eventTimestamp": _rfc3339(facts.occurred_at),
            "eventSource": "PHONE",
            "conversionValue": float(facts.state.value if facts.state.active else Decimal(0)),
            "currency": facts.state.currency,
        }
        click_id = _click_id(facts)
        if click_id:
            event["adIdentifiers"] = click_id
        if facts.phone:
            event["userData"] = {"userIdentifiers": [{"phoneNumber": hash_phone(facts.phone)}]}
        document = {
            "destinations": [self._target(facts)],
            "encoding": "HEX",
            "consent": {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_DENIED"},
            "events": [event],
        }
        return Payload(f"{self._base_url}/v1/events:ingest", document, facts.key)

    def send(self, payload: Payload) -> Accepted:
        """One request; once more with a fresh token where the token was refused."""
        response = self._post(payload, fresh=False)
        if response.status_code == 401 and not self._elsewhere:
            response = self._post(payload, fresh=True)
        return errors.judge(response)

    @property
    def _base_url(self) -> str:
        return str(self.option("base_url")).rstrip("/")

    @property
    def _elsewhere(self) -> bool:
        """Whether the address is not Google's own: Google never sees the static token, others never a Google one."""
        return not (urlsplit(self._base_url).hostname or "").endswith(".googleapis.com")

    def _post(self, payload: Payload, *, fresh: bool) -> httpx.Response:
        bearer = self.option("access_token") if self._elsewhere else self._google_token(fresh=fresh)
        return post(payload.url, json=payload.document, headers={"Authorization": f"Bearer {bearer}"})

    def _google_token(self, *, fresh: bool) -> str:
        try:
            return token.access_token(self.option("service_account"), fresh=fresh)
        except token.TokenError as error:
            raise DestinationError(str(error), setup=error.permanent) from error

    def _action(self, facts: ConversionFacts) -> str:
        by_rule: Mapping[str, Any] = self.option("conversion_actions")
        usual = self.option("conversion_action_id") if facts.counts_in_roas else ""
        return str(by_rule.get(facts.rule) or usual or "")

    def _target(self, facts: ConversionFacts) -> dict[str, Any]:
        target = {
            "reference": REFERENCE,
            "operatingAccount": _account(self.option("operating_account_id")),
            "productDestinationId": self._action(facts),
        }
        login = self.option("login_account_id")
        return {**target, "loginAccount": _account(login)} if login else target


def hash_phone(number: str) -> str:
    """SHA-256, in hex, of the number as E.164 with its plus: Google's form."""
    return hashlib.sha256(("+" + "".join(filter(str.isdigit, number))).encode()).hexdigest()


def _click_id(facts: ConversionFacts) -> dict[str, str]:
    """The first click id there is: gbraid and wbraid may not stand beside another one."""
    return next(({name: facts.click_ids[name]} for name in CLICK_IDS if facts.click_ids.get(name)), {})


def _account(number: Any) -> dict[str, str]:
    return {"accountType": "GOOGLE_ADS", "accountId": str(number).replace("-", "")}


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
