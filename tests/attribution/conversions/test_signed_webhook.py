"""The signed webhook: what it says, how it is signed, what it never says."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from attribution.conversions.destination import DestinationError
from attribution.conversions.destinations.signed_webhook import SignedWebhook
from attribution.conversions.ledger import settle
from attribution.conversions.sandbox.faults import Kind
from attribution.conversions.sandbox.sandbox import Sandbox
from attribution.models import Delivery
from calls.models import Call
from tests.attribution.conversions.facts import facts, state
from tests.attribution.conversions.rows import (
    GCLID,
    PHONE,
    SECRET,
    correct,
    ended_call,
    matched,
    only_delivery,
    sale_rule,
    webhook,
    work,
)

KEY = "signed_webhook"


def _made(url: str = "https://crm.example/hook", **options) -> SignedWebhook:
    return SignedWebhook({"url": url, **options}, {"secret": SECRET})


def test_the_message_is_exactly_this() -> None:
    payload = _made().render(facts())
    assert payload.message_id == "0123456789abcdef0123456789abcdef-1"
    assert payload.document == {
        "type": "conversion.recorded",
        "timestamp": "2026-11-20T15:04:05Z",
        "data": {
            "id": "0123456789abcdef0123456789abcdef", "revision": 1, "rule": "sale", "name": "Sale", "active": True,
            "value": "450.00", "currency": "USD", "occurred_at": "2026-11-20T15:04:05Z", "probability": 0.9,
            "call": {"id": 7, "start_time": "2026-11-20T15:00:00Z", "duration": 245},
            "source": {"channel": "Paid Search", "source": "google", "campaign": "furnaces"},
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "kind"),
    [
        (state(), None, "recorded"),
        (state("5.00", revision=2), state(), "restated"),
        (state(active=False, revision=2), state(), "withdrawn"),
        (state(revision=3), state(active=False, revision=2), "recorded"),
    ],
)
def test_every_change_is_a_message_of_its_own(now, before, kind) -> None:
    payload = _made().render(facts(state=now, sent=before))
    assert payload.document["type"] == f"conversion.{kind}"
    assert payload.message_id.endswith(f"-{now.revision}")


def test_the_signature_covers_the_bytes_that_went_out(sandbox: Sandbox) -> None:
    made = _made(f"{sandbox.url}/webhook")
    made.send(made.render(facts(rule_name="Verkäufe")))
    (row,) = sandbox.received(KEY)
    headers = row["headers"]
    body = json.dumps(row["body"], separators=(",", ":"), ensure_ascii=False)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    expected = hmac.digest(base64.b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256)
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert row["verdict"] == "accepted"


def test_another_secret_is_refused_for_good_set_up(sandbox: Sandbox) -> None:
    other = "whsec_" + base64.b64encode(b"another-signing-secret-of-32-byte").decode()
    made = SignedWebhook({"url": f"{sandbox.url}/webhook"}, {"secret": other})
    with pytest.raises(DestinationError) as caught:
        made.send(made.render(facts()))
    assert caught.value.setup
    assert sandbox.counted(KEY) == []


@pytest.mark.parametrize(
    ("url", "secret", "problem"),
    [
        ("https://crm.example/hook", SECRET, ""),
        ("http://crm.example/hook", SECRET, "the address must begin with https://"),
        (
            "https://crm.example/hook",
            "whsec_x",
            "the signing secret is not valid: whsec_ and base64 are expected",
        ),
        (
            "https://crm.example/hook",
            "whsec_",
            "the signing secret is not valid: whsec_ and base64 are expected",
        ),
        ("", SECRET, "not set: Address (https)"),
    ],
)
def test_set_up_problems(url, secret, problem) -> None:
    assert SignedWebhook({"url": url}, {"secret": secret}).setup_problem() == problem


def test_a_redirect_is_not_followed(sandbox: Sandbox) -> None:
    made = _made(f"{sandbox.url}/webhook")
    sandbox.fail(KEY, Kind.REFUSE, status=302)
    with pytest.raises(DestinationError) as caught:
        made.send(made.render(facts()))
    assert caught.value.permanent


def test_rules_can_be_chosen() -> None:
    assert _made(rules=["sale"]).reason_not_to_apply(facts()) == ""
    assert _made(rules=["other"]).reason_not_to_apply(facts()) == "Sale is not among the rules chosen"


@pytest.mark.usefixtures("account")
def test_a_conversion_through_its_life(sandbox: Sandbox) -> None:
    sale_rule()
    call = ended_call()
    matched(call, consent=False)
    correct(call, "sale_made")
    webhook(sandbox.url)
    settle(call)
    work()
    Call.objects.filter(pk=call.pk).update(value=Decimal("999.90"))
    settle(call)
    work()
    correct(call, "no_sale")
    settle(call)
    work()
    counted = sandbox.counted(KEY)
    assert [(row["type"], row["data"]["revision"], row["value"]) for row in counted] == [
        ("conversion.recorded", 1, "450.00"), ("conversion.restated", 2, "999.90"), ("conversion.withdrawn", 3, "999.90"),
    ]  # fmt: skip
    assert only_delivery().state == Delivery.State.ACCEPTED
    assert PHONE not in str(sandbox.received(KEY))
    assert GCLID not in str(sandbox.received(KEY))


@pytest.mark.usefixtures("account")
def test_a_repeat_carries_the_same_id_and_a_new_time(sandbox: Sandbox) -> None:
    sale_rule()
    call = ended_call()
    correct(call, "sale_made")
    webhook(sandbox.url)
    sandbox.fail(KEY, Kind.SILENCE)
    settle(call)
    work()
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    work()
    first, second = sandbox.received(KEY)
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
    assert second["verdict"] == "duplicate"
    assert first["body"] == second["body"]
