"""Google Data Manager: the exact request, its limits in time, what answers mean, tokens."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from attribution.conversions.destination import DestinationError
from attribution.conversions.destinations.google_data_manager import (
    GoogleDataManager,
    errors,
    hash_phone,
    token,
)
from attribution.conversions.sandbox.sandbox import Sandbox
from tests.attribution.conversions.facts import CLICKED, ENDED, facts, state

OPTIONS = {"operating_account_id": "123-456-7890", "conversion_action_id": "987654321"}
PHONE_HASH = hashlib.sha256(b"+14155550123").hexdigest()


def _made(**options) -> GoogleDataManager:
    return GoogleDataManager(OPTIONS | options, {"service_account": "{}", "access_token": "t"})


def test_the_request_is_exactly_this() -> None:
    payload = _made(login_account_id="999-888-7777").render(facts())
    assert payload.url == "https://datamanager.googleapis.com/v1/events:ingest"
    assert payload.document == {
        "destinations": [
            {
                "reference": "action",
                "operatingAccount": {"accountType": "GOOGLE_ADS", "accountId": "1234567890"},
                "loginAccount": {"accountType": "GOOGLE_ADS", "accountId": "9998887777"},
                "productDestinationId": "987654321",
            }
        ],
        "encoding": "HEX",
        "consent": {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_DENIED"},
        "events": [
            {
                "destinationReferences": ["action"],
                "transactionId": "0123456789abcdef0123456789abcdef",
                "eventTimestamp": "2026-11-20T15:04:05Z",
                "eventSource": "PHONE",
                "adIdentifiers": {"gclid": "Cj0KCQ_x"},
                "conversionValue": 450.0,
                "currency": "USD",
                "userData": {"userIdentifiers": [{"phoneNumber": PHONE_HASH}]},
            }
        ],
    }


def test_the_number_is_hashed_with_its_plus() -> None:
    assert hash_phone("+1 (415) 555-0123") == PHONE_HASH


@pytest.mark.parametrize(
    ("click_ids", "sent"),
    [
        ({"gbraid": "b", "wbraid": "w"}, {"gbraid": "b"}),
        ({"wbraid": "w"}, {"wbraid": "w"}),
        ({"gclid": "g", "gbraid": "b", "fbclid": "f"}, {"gclid": "g"}),
    ],
)
def test_only_one_click_id_goes_out(click_ids, sent) -> None:
    event = _made().render(facts(click_ids=click_ids)).document["events"][0]
    assert event["adIdentifiers"] == sent


def test_a_withheld_number_is_left_out() -> None:
    assert "userData" not in _made().render(facts(phone="")).document["events"][0]


def test_a_withdrawn_conversion_is_worth_nothing() -> None:
    assert _made().render(facts(state=state(active=False))).document["events"][0]["conversionValue"] == 0.0


@pytest.mark.parametrize(
    ("options", "changes", "reason"),
    [
        ({}, {}, ""),
        ({}, {"click_ids": {"fbclid": "f"}}, "no Google click id"),
        ({"match_by_phone": True}, {"click_ids": {}}, ""),
        ({"match_by_phone": True}, {"click_ids": {}, "phone": ""}, "no Google click id"),
        ({}, {"probability": 0.49}, "too unsure where the call came from (49%)"),
        ({}, {"counts_in_roas": False}, "no conversion action is set for Sale"),
        ({"conversion_actions": {"sale": "5"}}, {"counts_in_roas": False}, ""),
    ],
)
def test_when_it_applies(options, changes, reason) -> None:
    assert _made(**options).reason_not_to_apply(facts(**changes)) == reason


def test_a_rule_can_have_an_action_of_its_own() -> None:
    document = _made(conversion_actions={"sale": "5"}).render(facts()).document
    assert document["destinations"][0]["productDestinationId"] == "5"


def test_google_itself_needs_six_hours_after_the_click() -> None:
    assert _made().not_before(facts()) == CLICKED + timedelta(hours=6)
    assert _made(base_url="http://127.0.0.1:9/google").not_before(facts()) == CLICKED
    assert _made(wait_hours=0).not_before(facts()) == CLICKED


def test_it_is_taken_until_the_window_ends() -> None:
    assert _made().expires_at(facts()) == CLICKED + timedelta(days=90)
    assert _made(lookback_days=30).expires_at(facts()) == CLICKED + timedelta(days=30)
    assert _made().expires_at(facts(click_ids={})) == ENDED + timedelta(days=63)


@pytest.mark.parametrize(
    ("options", "secrets", "problem"),
    [
        ({}, {"service_account": "{}"}, ""),
        ({}, {"access_token": "t"}, "no credential is set for this address"),
        (
            {"base_url": "http://localhost:1"},
            {"service_account": "{}"},
            "no credential is set for this address",
        ),
        ({"base_url": "https://googleapis.com.evil.example"}, {"access_token": "t"}, ""),
        ({"conversion_action_id": ""}, {"service_account": "{}"}, "no conversion action is set"),
    ],
)
def test_set_up_problems(options, secrets, problem) -> None:
    assert GoogleDataManager(OPTIONS | options, secrets).setup_problem() == problem


def _answer(code: int, status: str = "", reason: str = "") -> httpx.Response:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
    error = {"code": code, "status": status, "message": "+14155550123", "details": details}
    return httpx.Response(code, json={"error": error}, request=httpx.Request("POST", "https://x"))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (_answer(400, "INVALID_ARGUMENT", "INVALID_SHA256_FORMAT"), ("permanent", None)),
        (_answer(400, "INVALID_ARGUMENT", "CLICK_NOT_FOUND"), ("permanent", None)),
        (_answer(400, "INVALID_ARGUMENT", "TOO_RECENT_EVENT"), ("transient", 21600.0)),
        (_answer(400, "FAILED_PRECONDITION", "CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS"), ("setup", None)),
        (_answer(403, "PERMISSION_DENIED"), ("setup", None)),
        (_answer(401, "UNAUTHENTICATED"), ("setup", None)),
        (_answer(429, "RESOURCE_EXHAUSTED"), ("transient", None)),
        (_answer(500, "INTERNAL"), ("uncertain", None)),
        (_answer(503, "UNAVAILABLE"), ("uncertain", None)),
        (httpx.Response(502, text="<html>"), ("uncertain", None)),
        (httpx.Response(400, json=["odd"]), ("permanent", None)),
    ],
)
def test_what_errors_mean(answer: httpx.Response, expected) -> None:
    with pytest.raises(DestinationError) as caught:
        errors.judge(answer)
    error = caught.value
    kinds = [name for name in ("permanent", "setup", "uncertain") if getattr(error, name)] or ["transient"]
    assert (kinds, error.retry_after) == ([expected[0]], expected[1])
    assert "+1415" not in str(error)


def test_what_is_there_already_counts_as_accepted() -> None:
    accepted = errors.judge(
        _answer(400, "INVALID_ARGUMENT", "PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID")
    )
    assert accepted.note == "Google had it already"


class _Tokens(BaseHTTPRequestHandler):
    def log_message(self, *_) -> None:
        """Keeps quiet."""

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        claims = json.loads(base64.urlsafe_b64decode(form["assertion"][0].split(".")[1] + "=="))
        self.server.claims.append(claims)
        body = json.dumps({"access_token": f"token-{len(self.server.claims)}", "expires_in": 3600}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def tokens(settings) -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Tokens)
    server.claims, server.status = [], 200
    settings.OUTBOUND_PRIVATE_HOSTS = [*settings.OUTBOUND_PRIVATE_HOSTS, f"127.0.0.1:{server.server_port}"]
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, form, serialization.NoEncryption()).decode()


def _service_account(private_key: str, server: HTTPServer) -> str:
    return json.dumps(
        {
            "type": "service_account", "client_email": "ads@northwind.example", "private_key": private_key,
            "token_uri": f"http://127.0.0.1:{server.server_port}/token",
        }
    )  # fmt: skip


def test_a_service_account_gets_a_token_and_keeps_it(tokens: HTTPServer, private_key: str) -> None:
    key = _service_account(private_key, tokens)
    assert [token.access_token(key), token.access_token(key)] == ["token-1", "token-1"]
    assert token.access_token(key, fresh=True) == "token-2"
    assert tokens.claims[0]["iss"] == "ads@northwind.example"
    assert tokens.claims[0]["scope"] == "https://www.googleapis.com/auth/datamanager"


def test_a_refused_or_broken_key_is_the_set_ups_fault(tokens: HTTPServer, private_key: str) -> None:
    tokens.status = 400
    for key in (_service_account(private_key, tokens), "{}", "no JSON"):
        with pytest.raises(token.TokenError) as caught:
            token.access_token(key)
        assert caught.value.permanent, key


@pytest.fixture
def as_google(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox is taken for Google itself, so that a real token is fetched and sent."""
    monkeypatch.setattr(GoogleDataManager, "_elsewhere", property(lambda _: False))


@pytest.mark.usefixtures("as_google")
def test_a_refused_token_is_renewed_once(sandbox: Sandbox, tokens: HTTPServer, private_key: str) -> None:
    made = GoogleDataManager(
        OPTIONS | {"base_url": f"{sandbox.url}/google"},
        {"service_account": _service_account(private_key, tokens)},
    )
    sandbox.fail(made.key, "refuse", status=401)
    assert made.send(made.render(facts())).status_code == 200
    assert len(tokens.claims) == 2
    sandbox.fail(made.key, "refuse", status=401, times=2)
    with pytest.raises(DestinationError) as caught:
        made.send(made.render(facts()))
    assert caught.value.setup
