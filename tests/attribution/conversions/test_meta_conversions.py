"""Meta: the exact request, and that nothing is ever counted twice or changed."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from django.utils import timezone

from attribution.conversions.delivery import replay
from attribution.conversions.destination import DestinationError
from attribution.conversions.destinations.meta_conversions import MetaConversions, _classify, hash_phone
from attribution.conversions.ledger import settle
from attribution.conversions.sandbox.faults import Kind
from attribution.conversions.sandbox.sandbox import Sandbox
from attribution.models import Attempt, Delivery
from calls.models import Call
from tests.attribution.conversions.facts import ENDED, facts
from tests.attribution.conversions.rows import (
    FBCLID,
    correct,
    ended_call,
    matched,
    meta,
    only_delivery,
    sale_rule,
    wait_is_over,
    work,
)

KEY = "meta_conversions"
CLICK = {"click_ids": {"fbclid": "IwAR_x-y"}}
Row = Delivery.State


def _made(**options) -> MetaConversions:
    return MetaConversions({"dataset_id": "555000111", **options}, {"access_token": "t"})


def test_the_request_is_exactly_this() -> None:
    payload = _made(test_event_code="TEST1").render(
        facts(**CLICK, cookies={"fbp": "fb.1.1763500000000.123456"})
    )
    assert payload.url == "https://graph.facebook.com/v26.0/555000111/events"
    assert payload.document == {
        "data": [
            {
                "event_name": "Purchase",
                "event_time": int(ENDED.timestamp()),
                "event_id": "0123456789abcdef0123456789abcdef",
                "action_source": "phone_call",
                "user_data": {
                    "fbc": "fb.1.1795183200250.IwAR_x-y",
                    "fbp": "fb.1.1763500000000.123456",
                    "ph": [hashlib.sha256(b"14155550123").hexdigest()],
                },
                "custom_data": {"value": 450.0, "currency": "usd"},
                "data_processing_options": [],
            }
        ],
        "test_event_code": "TEST1",
    }


def test_the_number_is_hashed_without_plus_and_leading_zeros() -> None:
    assert (
        hash_phone("+0014155550123")
        == hash_phone("+1 (415) 555-0123")
        == hashlib.sha256(b"14155550123").hexdigest()
    )


def test_the_cookie_of_the_click_goes_before_the_click_id() -> None:
    event = _made().render(facts(**CLICK, cookies={"fbc": "fb.1.1.abc"})).document["data"][0]
    assert event["user_data"]["fbc"] == "fb.1.1.abc"


def test_limited_data_use_is_declared() -> None:
    event = _made(limited_data_use=True).render(facts(**CLICK)).document["data"][0]
    assert event["data_processing_options"] == ["LDU"]
    assert (event["data_processing_options_country"], event["data_processing_options_state"]) == (0, 0)


@pytest.mark.parametrize(
    ("options", "changes", "reason"),
    [
        ({}, CLICK, ""),
        ({}, {}, "no Meta click id"),
        ({"match_by_phone": True}, {}, ""),
        ({}, {**CLICK, "probability": 0.2}, "too unsure where the call came from (20%)"),
    ],
)
def test_when_it_applies(options, changes, reason) -> None:
    assert _made(**options).reason_not_to_apply(facts(**changes)) == reason


@pytest.mark.parametrize(
    ("status", "error", "kinds"),
    [
        (400, {"code": 100, "error_subcode": 2804003}, ["permanent"]),
        (400, {"code": 190}, ["setup"]),
        (400, {"code": 100, "error_subcode": 33}, ["setup"]),
        (400, {"code": 17}, []),
        (400, {"code": 2, "is_transient": True}, ["uncertain"]),
        (500, {"code": 1}, ["uncertain"]),
    ],
)
def test_what_errors_mean(status, error, kinds) -> None:
    made = _classify(httpx.Response(status, json={"error": {**error, "message": "secret"}}))
    assert [name for name in ("permanent", "setup", "uncertain") if getattr(made, name)] == kinds
    assert "secret" not in str(made)


@pytest.fixture
def sold(account) -> Call:
    sale_rule()
    call = ended_call()
    matched(call)
    correct(call, "sale_made")
    return call


def test_it_arrives_and_the_click_is_not_kept(sold: Call, sandbox: Sandbox) -> None:
    meta(sandbox.url)
    settle(sold)
    work()
    assert only_delivery().state == Row.ACCEPTED
    (counted,) = sandbox.counted(KEY)
    assert counted["event_name"] == "Purchase"
    assert counted["fbc"].endswith(FBCLID)
    attempt = Attempt.objects.get()
    assert FBCLID not in str(attempt.request)
    assert "m-token" not in str(attempt.request)


def test_a_later_change_is_shown_and_never_sent(sold: Call, sandbox: Sandbox) -> None:
    meta(sandbox.url)
    settle(sold)
    work()
    Call.objects.filter(pk=sold.pk).update(value=Decimal(900))
    settle(sold)
    work()
    assert (only_delivery().state, only_delivery().reason) == (
        Row.ACCEPTED, "Meta cannot take 450.00 USD back; now it would be 900.00 USD",
    )  # fmt: skip
    correct(sold, "no_sale")
    settle(sold)
    work()
    assert only_delivery().reason == "Meta cannot take 450.00 USD back; now it would be withdrawn"
    assert len(sandbox.received(KEY)) == 1


def test_an_unclear_send_is_repeated_as_it_was(sold: Call, sandbox: Sandbox) -> None:
    meta(sandbox.url)
    sandbox.fail(KEY, Kind.SILENCE)
    settle(sold)
    work()
    Call.objects.filter(pk=sold.pk).update(value=Decimal(900))
    settle(sold)
    work()
    first, second = [row["body"] for row in sandbox.received(KEY)]
    assert second == first
    assert [(row["value"], row["sends"]) for row in sandbox.counted(KEY)] == [(450.0, 2)]
    assert only_delivery().sent["value"] == "450.00"


def test_an_unclear_send_is_not_repeated_once_a_repeat_is_unknown(sold: Call, sandbox: Sandbox) -> None:
    meta(sandbox.url)
    sandbox.fail(KEY, Kind.MALFORMED)
    settle(sold)
    work()
    row = only_delivery()
    row.unconfirmed["since"] = (timezone.now() - timedelta(hours=48)).isoformat()
    row.save()
    wait_is_over()
    work()
    assert only_delivery().state == Row.FAILED
    assert only_delivery().reason == "it may have arrived, and sending it again could count it twice"
    replay(only_delivery())
    work()
    assert only_delivery().state == Row.FAILED
    assert len(sandbox.received(KEY)) == 1


def test_withdrawn_while_unclear_is_not_sent_again(sold: Call, sandbox: Sandbox) -> None:
    meta(sandbox.url)
    sandbox.fail(KEY, Kind.SILENCE)
    settle(sold)
    work()
    correct(sold, "no_sale")
    settle(sold)
    work()
    assert (only_delivery().state, only_delivery().reason) == (
        Row.CANCELLED, "withdrawn, but Meta may have received it",
    )  # fmt: skip
    assert len(sandbox.received(KEY)) == 1


def test_after_seven_days_it_expires(account, sandbox: Sandbox) -> None:
    sale_rule()
    start = timezone.now() - timedelta(days=7)
    call = ended_call(start_time=start, ended_at=start)
    matched(call)
    correct(call, "sale_made")
    meta(sandbox.url)
    settle(call)
    work()
    assert only_delivery().state == Row.EXPIRED
    assert sandbox.received(KEY) == []


def test_an_answer_that_says_nothing_is_unclear(sandbox: Sandbox) -> None:
    made = _made(base_url=f"{sandbox.url}/meta")
    sandbox.fail(KEY, Kind.MALFORMED)
    with pytest.raises(DestinationError) as caught:
        made.send(made.render(facts(**CLICK, occurred_at=timezone.now())))
    assert (caught.value.uncertain, caught.value.permanent) == (True, False)
