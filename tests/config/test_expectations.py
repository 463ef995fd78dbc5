"""What a day of the demo must deliver, from its scripts and campaigns."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from attribution.conversions.defaults import create_default_rules
from attribution.conversions.ledger import settle
from attribution.conversions.verdicts import Verdict
from attribution.models import Delivery
from calls.simulator.library import recording
from compliance.models import Account
from config.demo.business import WEBHOOK, Business
from config.demo.campaigns import CAMPAIGNS
from config.demo.day import Placed
from config.demo.expectations import Expected, compare, expectations, missing
from tests.attribution.conversions.rows import ended_call, say, webhook

OFFICE, POOL = "+16285550000", "+16285550001"
BOOKED = {
    "intent": Verdict("book_appointment", 0.9, False),
    "outcome": Verdict("appointment_booked", 0.8, False),
}


def _placed(script: str, click_id: str, number: str = POOL) -> Placed:
    campaign = next(row for row in CAMPAIGNS if row.click_id == click_id)
    return Placed("CA1", recording(script), campaign, "+14155550123", number)


def _due(one: Placed, verdicts: Mapping[str, Verdict]) -> set[tuple[str, str]]:
    found = expectations([one], {"CA1": verdicts}, OFFICE)
    return {(row.rule, row.connection) for row in found.deliveries}


@pytest.mark.parametrize(
    ("click_id", "also"),
    [
        ("gclid", {("appointment_booked", "Google Ads")}),
        ("gbraid", {("appointment_booked", "Google Ads")}),
        ("fbclid", {("appointment_booked", "Meta"), ("qualified_call", "Meta")}),
        ("msclkid", set()),
        ("", set()),
    ],
)
def test_who_is_told_depends_on_the_click(click_id: str, also: set[tuple[str, str]]) -> None:
    webhook = {("appointment_booked", "CRM webhook"), ("qualified_call", "CRM webhook")}
    assert _due(_placed("furnace-appointment", click_id), BOOKED) == webhook | also


def test_wbraid_is_a_google_click_too() -> None:
    one = _placed("furnace-appointment", "gclid")
    one = replace(one, campaign=replace(one.campaign, click_id="wbraid"))
    assert ("appointment_booked", "Google Ads") in _due(one, BOOKED)


def test_the_printed_number_tells_no_click() -> None:
    assert {name for _, name in _due(_placed("furnace-appointment", "gclid", OFFICE), BOOKED)} == {
        "CRM webhook"
    }


def test_a_script_no_rule_covers_expects_nothing_whatever_the_machine_said() -> None:
    found = expectations([_placed("wrong-number", "gclid")], {"CA1": BOOKED}, OFFICE)
    assert (found.deliveries, found.tolerated) == ([], [])


def test_an_unsure_or_other_verdict_is_tolerated_and_told() -> None:
    verdicts = {
        "intent": Verdict("book_appointment", 0.6, True),
        "outcome": Verdict("follow_up_promised", 0.95, False),
    }
    found = expectations([_placed("furnace-appointment", "gclid")], {"CA1": verdicts}, OFFICE)
    assert found.deliveries == []
    assert found.tolerated == [
        "furnace-appointment, Qualified call: intent unsure, book_appointment (60%) where the script says "
        "book_appointment",
        "furnace-appointment, Appointment booked: outcome follow_up_promised (95%) where the script says "
        "appointment_booked",
    ]


def test_a_verdict_below_what_the_rule_asks_is_tolerated() -> None:
    verdicts = BOOKED | {"outcome": Verdict("appointment_booked", 0.69, False)}
    found = expectations([_placed("furnace-appointment", "")], {"CA1": verdicts}, OFFICE)
    assert found.deliveries == [Expected("CA1", "qualified_call", "CRM webhook")]
    assert len(found.tolerated) == 1


def test_another_verdict_that_fulfils_the_rule_as_well_still_counts() -> None:
    verdicts = BOOKED | {"intent": Verdict("request_quote", 0.9, False)}
    assert ("qualified_call", "CRM webhook") in _due(_placed("furnace-appointment", ""), verdicts)


def test_a_call_nobody_judged_is_no_excuse() -> None:
    found = expectations([_placed("filter-sale-card", "")], {}, OFFICE)
    assert {row.rule for row in found.deliveries} == {"qualified_call", "sale"}
    assert found.tolerated == []


def test_missing_names_the_row_and_the_sandbox() -> None:
    sale, lead = Expected("CA1", "sale", "Google Ads"), Expected("CA1", "qualified_call", "CRM webhook")
    assert (
        missing([sale, lead], {sale: "accepted", lead: "accepted"}, {"Google Ads": 1, "CRM webhook": 1}) == []
    )
    assert missing([sale, lead], {sale: "not_applicable"}, {"Google Ads": 1}) == [
        "Google Ads should have sale of call CA1, but it is not_applicable",
        "CRM webhook should have qualified_call of call CA1, but it is not there",
        "CRM webhook: 1 deliveries were due, the sandbox holds 0",
    ]


def test_rows_that_are_not_accepted_and_rows_that_are_gone_are_problems(account: Account) -> None:
    create_default_rules(account)
    connection = webhook("http://127.0.0.1:9")
    connection.name = WEBHOOK
    connection.save()
    call = ended_call(external_id="CA1")
    say(call, "purchase", "intent")
    say(call, "sale_made")
    settle(call)
    business, placed = Business(account, User(), OFFICE), [_placed("filter-sale-card", "")]
    assert compare(business, placed, {WEBHOOK: 2})[0] == [
        "CRM webhook should have qualified_call of call CA1, but it is pending",
        "CRM webhook should have sale of call CA1, but it is pending",
    ]
    Delivery.objects.update(state=Delivery.State.ACCEPTED)
    assert compare(business, placed, {WEBHOOK: 2}) == ([], [])
    Delivery.objects.filter(conversion__rule__key="sale").delete()
    assert compare(business, placed, {WEBHOOK: 1})[0] == [
        "CRM webhook should have sale of call CA1, but it is not there",
        "CRM webhook: 2 deliveries were due, the sandbox holds 1",
    ]
