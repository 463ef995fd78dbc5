"""Desired state: one conversion per call and rule, one delivery per connection."""

from datetime import timedelta
from decimal import Decimal

import pytest

from attribution.conversions.ledger import settle
from attribution.conversions.stage import Convert
from attribution.models import Conversion, ConversionRule, Delivery, DestinationConnection
from calls.models import Call
from tests.attribution.conversions.rows import correct, ended_call, google, matched, sale_rule, say, webhook

pytestmark = pytest.mark.usefixtures("account")
NOWHERE = "http://127.0.0.1:9"
Row = Delivery.State


def _sold(**changes) -> Call:
    sale_rule()
    call = ended_call(**changes)
    say(call, "sale_made", probability=0.8)
    return call


def test_a_call_becomes_a_conversion_with_a_delivery_per_connection() -> None:
    call = _sold()
    visit = matched(call, probability=0.5)
    connections = [google(NOWHERE), webhook(NOWHERE)]
    DestinationConnection.objects.filter(pk=google(NOWHERE).pk).update(active=False)
    (conversion,) = settle(call)
    assert (conversion.value, conversion.currency, conversion.visit_id) == (
        Decimal("450.00"),
        "USD",
        visit.pk,
    )
    assert conversion.probability == pytest.approx(0.4)
    assert conversion.occurred_at == call.ended_at
    rows = Delivery.objects.order_by("connection")
    assert [row.connection_id for row in rows] == [row.pk for row in connections]
    assert {row.state for row in rows} == {Row.PENDING}
    assert rows[0].desired == {"value": "450.00", "currency": "USD", "active": True, "revision": 1}


def test_doing_it_again_changes_nothing() -> None:
    call = _sold()
    webhook(NOWHERE)
    settle(call)
    before = (Conversion.objects.values_list("key", "value").get(), Delivery.objects.values().get())
    Convert().run(call)
    after = (Conversion.objects.values_list("key", "value").get(), Delivery.objects.values().get())
    assert after == before


def test_without_a_match_the_outcome_alone_is_the_probability() -> None:
    (conversion,) = settle(_sold())
    assert (conversion.visit_id, conversion.probability) == (None, pytest.approx(0.8))


def test_the_key_is_short_stable_and_tells_nothing() -> None:
    call = _sold()
    (conversion,) = settle(call)
    Conversion.objects.all().delete()
    (again,) = settle(call)
    assert again.key == conversion.key
    assert len(again.key) == 32
    assert set(again.key) <= set("0123456789abcdef")


def test_no_longer_true_means_withdrawn_and_back_again_means_back() -> None:
    call = _sold()
    webhook(NOWHERE)
    (first,) = settle(call)
    correct(call, "no_sale")
    (withdrawn,) = settle(call)
    assert (withdrawn.pk, withdrawn.active, withdrawn.value) == (first.pk, False, Decimal("450.00"))
    assert Delivery.objects.get().desired == {
        "value": "450.00",
        "currency": "USD",
        "active": False,
        "revision": 2,
    }
    correct(call, "sale_made")
    (back,) = settle(call)
    assert (back.pk, back.active) == (first.pk, True)
    assert Delivery.objects.get().desired["revision"] == 3


def test_a_withdrawn_conversion_is_not_announced_to_a_new_connection() -> None:
    call = _sold()
    settle(call)
    correct(call, "no_sale")
    webhook(NOWHERE)
    settle(call)
    assert not Delivery.objects.exists()


def test_a_switched_off_rule_keeps_what_it_has() -> None:
    call = _sold()
    settle(call)
    ConversionRule.objects.update(active=False)
    correct(call, "no_sale")
    assert settle(call) == []
    assert Conversion.objects.get().active


def test_the_stage_leaves_outbound_calls_alone() -> None:
    assert Convert().reason_to_skip(ended_call(direction="outbound"))
    assert not Convert().reason_to_skip(ended_call())


def test_without_an_end_the_duration_tells_when_it_happened() -> None:
    call = _sold(ended_at=None)
    (conversion,) = settle(call)
    assert conversion.occurred_at == call.start_time + timedelta(seconds=90)


@pytest.mark.usefixtures("commits")
def test_the_delivery_is_enqueued_after_commit() -> None:
    call = _sold()
    webhook("http://example.invalid")
    settle(call)  # eager: the task runs at once and finds an address that is not safe
    assert DestinationConnection.objects.get().paused_reason == "the address must begin with https://"
    assert Delivery.objects.get().state == Row.PENDING
