"""The sandbox is strict: it refuses what the vendors would."""

import copy
import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from attribution.conversions.sandbox.sandbox import Sandbox
from attribution.conversions.sandbox.server import running

GOOGLE, META = "google_data_manager", "meta_conversions"
BEARER = {"Authorization": "Bearer t"}
HASH = "0" * 64


def _google() -> dict:
    account = {"accountType": "GOOGLE_ADS", "accountId": "1234567890"}
    event = {
        "destinationReferences": ["d"], "transactionId": "k",
        "eventTimestamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "eventSource": "PHONE", "adIdentifiers": {"gclid": "abcd"}, "conversionValue": 5, "currency": "USD",
        "userData": {"userIdentifiers": [{"phoneNumber": HASH}]},
    }  # fmt: skip
    return {
        "destinations": [{"reference": "d", "operatingAccount": account, "productDestinationId": "5"}],
        "encoding": "HEX",
        "events": [event],
    }


def _meta() -> dict:
    event = {
        "event_name": "Lead", "event_time": int(time.time()), "event_id": "k", "action_source": "phone_call",
        "user_data": {"ph": [HASH]}, "custom_data": {"value": 5, "currency": "usd"},
    }  # fmt: skip
    return {"data": [event]}


def _set(document: dict, path: str, value: object) -> dict:
    """A copy with the value at a dotted path; `...` takes the key away."""
    changed = copy.deepcopy(document)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    node = changed
    for part in way:
        node = node[part]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return changed


def _post_google(sandbox: Sandbox, document: dict, headers: dict = BEARER) -> httpx.Response:
    return httpx.post(f"{sandbox.url}/google/v1/events:ingest", json=document, headers=headers)


def _post_meta(sandbox: Sandbox, document: dict, token: str = "t") -> httpx.Response:
    return httpx.post(
        f"{sandbox.url}/meta/v26.0/555000111/events", json=document, params={"access_token": token}
    )


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("events.0.callInfo", {}, "UNKNOWN_FIELD"),
        ("events.0.transactionId", ..., "REQUIRED_FIELD_MISSING"),
        ("events.0.transactionId", "x" * 65, "INVALID_VALUE"),
        ("events.0.eventSource", "CALL", "INVALID_VALUE"),
        ("events.0.eventTimestamp", "2026-11-21 10:00:00", "INVALID_VALUE"),
        ("events.0.conversionValue", "5", "INVALID_TYPE"),
        ("events.0.conversionValue", True, "INVALID_TYPE"),
        ("events.0.currency", "usd", "INVALID_VALUE"),
        ("events.0.currency", ..., "REQUIRED_FIELD_MISSING"),
        ("events.0.userData.userIdentifiers.0.phoneNumber", "A" * 64, "INVALID_SHA256_FORMAT"),
        ("events.0.adIdentifiers", {"gbraid": "abcd", "wbraid": "abcd"}, "GBRAID_WBRAID_BOTH_SET"),
        ("events.0.destinationReferences", ["other"], "UNKNOWN_REFERENCE"),
        ("events", [], "REQUIRED_FIELD_MISSING"),
        ("destinations.0.operatingAccount.accountId", "123-456-7890", "INVALID_VALUE"),
        ("destinations.0.productDestinationId", "sale", "INVALID_VALUE"),
        ("encoding", "PLAIN", "INVALID_VALUE"),
    ],
)
def test_google_refuses_the_whole_request(sandbox: Sandbox, path, value, reason) -> None:
    answer = _post_google(sandbox, _set(_google(), path, value))
    assert answer.status_code == 400
    assert answer.json()["error"]["details"][0]["reason"] == reason
    assert sandbox.counted(GOOGLE) == []


def test_google_needs_an_identifier_a_token_and_json(sandbox: Sandbox) -> None:
    document = _set(_set(_google(), "events.0.adIdentifiers", ...), "events.0.userData", ...)
    assert "NO_IDENTIFIERS_PROVIDED" in _post_google(sandbox, document).text
    assert _post_google(sandbox, _google(), headers={}).status_code == 401
    assert (
        httpx.post(f"{sandbox.url}/google/v1/events:ingest", content=b"{", headers=BEARER).status_code == 400
    )
    twice = b'{"events": [], "events": []}'
    assert (
        "MALFORMED_JSON"
        in httpx.post(f"{sandbox.url}/google/v1/events:ingest", content=twice, headers=BEARER).text
    )


def test_google_takes_enums_as_numbers_and_limits_the_batch(sandbox: Sandbox) -> None:
    document = _set(_set(_google(), "events.0.eventSource", 4), "encoding", 1)
    assert _post_google(sandbox, document).status_code == 200
    many = _set(_google(), "events", _google()["events"] * 2001)
    assert _post_google(sandbox, many).json()["error"]["details"][0]["reason"] == "TOO_MANY"


def test_google_overwrites_by_transaction_id(sandbox: Sandbox) -> None:
    for value in (5, 7):
        _post_google(sandbox, _set(_google(), "events.0.conversionValue", value))
    (counted,) = sandbox.counted(GOOGLE)
    assert (counted["value"], counted["sends"]) == (7, 2)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (
            "events.0.eventTimestamp",
            (datetime.now(UTC) - timedelta(days=91)).isoformat(timespec="seconds"),
            "EVENT_TOO_OLD",
        ),
        ("consent", {"adUserData": "CONSENT_DENIED"}, "DENIED_CONSENT"),
    ],
)
def test_google_fails_events_later(sandbox: Sandbox, path, value, reason) -> None:
    request_id = _post_google(sandbox, _set(_google(), path, value)).json()["requestId"]
    address = f"{sandbox.url}/google/v1/requestStatus:retrieve"
    status = httpx.get(address, params={"requestId": request_id}, headers=BEARER).json()
    (of_destination,) = status["requestStatusPerDestination"]
    assert of_destination["requestStatus"] == "FAILED"
    (count,) = of_destination["errorInfo"]["errorCounts"]
    assert count == {"recordCount": "1", "reason": f"PROCESSING_ERROR_REASON_{reason}"}
    assert sandbox.counted(GOOGLE) == []


def test_google_fails_one_of_two_on_demand(sandbox: Sandbox) -> None:
    sandbox.fail(GOOGLE, "later", reason="CLICK_NOT_FOUND")
    document = _google()
    document["events"].append({**document["events"][0], "transactionId": "second"})
    request_id = _post_google(sandbox, document).json()["requestId"]
    address = f"{sandbox.url}/google/v1/requestStatus:retrieve"
    status = httpx.get(address, params={"requestId": request_id}, headers=BEARER).json()
    assert status["requestStatusPerDestination"][0]["requestStatus"] == "PARTIAL_SUCCESS"
    assert [row["id"] for row in sandbox.counted(GOOGLE)] == ["second"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.0.event_time", int(time.time()) - 8 * 86400),
        ("data.0.event_time", int(time.time()) + 3600),
        ("data.0.event_time", "1763600000"),
        ("data.0.action_source", "telephone"),
        ("data.0.user_data", {}),
        ("data.0.user_data.ph", HASH),
        ("data.0.user_data.ph", ["+14155550123"]),
        ("data.0.user_data.fbc", "IwAR0"),
        ("data.0.surprise", 1),
        ("data.0.event_name", ...),
        ("data", []),
        ("data", [{}] * 1001),
    ],
)
def test_meta_refuses_the_whole_request(sandbox: Sandbox, path, value) -> None:
    document = _meta()
    document["data"].insert(0, _meta()["data"][0] | {"event_id": "good"})
    path = path.replace("data.0", "data.1")
    answer = _post_meta(sandbox, _set(document, path, value))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    assert sandbox.counted(META) == []


def test_meta_counts_the_first_of_two(sandbox: Sandbox) -> None:
    assert _post_meta(sandbox, _meta()).json()["events_received"] == 1
    _post_meta(sandbox, _set(_meta(), "data.0.custom_data.value", 9))
    _post_meta(sandbox, _set(_meta(), "data.0.event_name", "Schedule"))
    assert [(row["event_name"], row["value"], row["sends"]) for row in sandbox.counted(META)] == [
        ("Lead", 5, 2), ("Schedule", 5, 1),
    ]  # fmt: skip


def test_meta_takes_forms_and_old_store_visits_and_needs_a_token(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/meta/v26.0/555000111/events"
    event = _meta()["data"][0] | {
        "event_time": int(time.time()) - 30 * 86400,
        "action_source": "physical_store",
    }
    form = {"data": json.dumps([json.dumps(event)]), "access_token": "t"}
    assert httpx.post(url, data=form).json()["events_received"] == 1
    assert _post_meta(sandbox, _meta(), token="").json()["error"]["code"] == 190
    assert httpx.post(f"{sandbox.url}/meta/events", json=_meta()).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}, 401),
        ({"webhook-id": "1", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,!!"}, 401),
    ],
)
def test_webhooks_must_be_signed(sandbox: Sandbox, headers, status) -> None:
    answer = httpx.post(f"{sandbox.url}/webhook", json={"type": "a.b"}, headers=headers)
    assert answer.status_code == status


def test_control_over_http(sandbox: Sandbox) -> None:
    control = f"{sandbox.url}/_sandbox"
    fault = {"destination": GOOGLE, "kind": "refuse", "status": 429, "retry_after": "7", "times": 1}
    assert httpx.post(f"{control}/faults", json=fault).status_code == 200
    answer = _post_google(sandbox, _google())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert _post_google(sandbox, _google()).status_code == 200
    received = httpx.get(f"{control}/received", params={"destination": GOOGLE}).json()["received"]
    assert [(row["status"], row["verdict"], row["fault"]) for row in received] == [
        (429, "refused", "refuse"), (200, "accepted", ""),
    ]  # fmt: skip
    assert "Bearer" not in json.dumps(received)
    counted = httpx.get(f"{control}/counted", params={"destination": "google"}).json()["counted"]
    assert [row["id"] for row in counted] == ["k"]
    httpx.post(f"{control}/clear")
    assert httpx.get(f"{control}/received").json() == {"received": []}
    assert httpx.get(f"{control}/received", params={"destination": "unknown"}).status_code == 404
    for wrong in (
        {"destination": "x", "kind": "refuse"},
        {"destination": GOOGLE, "kind": "?"},
        [],
        {**fault, "status": 1},
    ):
        assert httpx.post(f"{control}/faults", json=wrong).status_code == 400, wrong


def test_it_shares_no_code_with_the_senders() -> None:
    folder = Path(sys.modules[Sandbox.__module__].__file__).parent
    imports = [
        line
        for file in folder.glob("*.py")
        for line in file.read_text().splitlines()
        if line.startswith(("from ", "import ")) and "attribution" in line
    ]
    assert imports
    assert all("attribution.conversions.sandbox" in line for line in imports)


def test_requests_are_kept_on_disk(tmp_path: Path) -> None:
    with running(store=tmp_path / "kept") as sandbox:
        _post_google(sandbox, _google())
    (line,) = (tmp_path / "kept" / f"{GOOGLE}.jsonl").read_text().splitlines()
    assert json.loads(line)["body"]["events"][0]["transactionId"] == "k"
    with pytest.raises(httpx.ConnectError):
        _post_google(sandbox, _google())


def test_it_runs_as_a_program_and_stops_cleanly() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "attribution.conversions.sandbox", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as program:
        assert program.stdout.readline() == f"Sandbox destinations at http://127.0.0.1:{port}\n"
        assert httpx.get(f"http://127.0.0.1:{port}/_sandbox/health").json() == {"status": "ok"}
        second = subprocess.run(command, capture_output=True, text=True)
        assert second.returncode == 2
        assert f"cannot serve on port {port}" in second.stderr
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
