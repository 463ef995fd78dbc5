"""When a call counts."""

from decimal import Decimal

import pytest

from attribution.conversions.defaults import create_default_rules
from attribution.conversions.rules import fulfilment
from attribution.conversions.verdicts import effective_verdicts
from attribution.models import ConversionRule
from calls.models import Call
from compliance.models import Account
from tests.attribution.conversions.rows import correct, ended_call, sale_rule, say

pytestmark = pytest.mark.usefixtures("account")


def _found(rule: ConversionRule, call: Call):
    return fulfilment(rule, call, effective_verdicts(call), call.value)


@pytest.mark.parametrize(
    ("label", "changes", "fires"),
    [
        ("sale_made", {"probability": 0.7}, True),
        ("sale_made", {"probability": 0.699}, False),
        ("sale_made", {"probability": None}, False),
        ("sale_made", {"abstained": True, "probability": 0.99}, False),
        ("no_sale", {"probability": 0.99}, False),
    ],
)
def test_a_machine_verdict_must_be_sure(label, changes, fires) -> None:
    call = ended_call()
    say(call, label, **changes)
    assert (_found(sale_rule(), call) is not None) is fires


def test_a_person_beats_a_newer_machine_verdict() -> None:
    call = ended_call()
    correct(call, "no_sale")
    say(call, "sale_made", probability=0.99)
    assert _found(sale_rule(), call) is None
    correct(call, "sale_made")
    assert _found(sale_rule(key="other"), call).probability == 1.0


def test_the_newest_machine_verdict_counts() -> None:
    call = ended_call()
    say(call, "sale_made", probability=0.95)
    say(call, "no_sale", probability=0.8)
    assert _found(sale_rule(), call) is None


def test_two_dimensions_multiply() -> None:
    call = ended_call()
    say(call, "sale_made", probability=0.8)
    say(call, "purchase", "intent", probability=0.9)
    found = _found(sale_rule(intents=["purchase"]), call)
    assert found.probability == pytest.approx(0.72)
    assert _found(sale_rule(key="b", intents=["billing_question"]), call) is None


def test_duration_alone_can_be_a_rule() -> None:
    rule = sale_rule(outcomes=[], min_seconds=60)
    assert _found(rule, ended_call(duration=60)).probability == 1.0
    assert _found(rule, ended_call(duration=59)) is None
    assert _found(rule, ended_call(duration=None)) is None


def test_what_a_person_called_no_lead_counts_for_nothing() -> None:
    call = ended_call(lead_status=Call.LeadStatus.NOT_A_LEAD)
    correct(call, "sale_made")
    assert _found(sale_rule(), call) is None


def test_known_money_beats_the_usual_value_where_money_is_meant() -> None:
    call = ended_call(value=Decimal("1234.50"))
    correct(call, "sale_made")
    assert _found(sale_rule(), call).value == Decimal("1234.50")
    assert _found(sale_rule(key="step", counts_in_roas=False), call).value == Decimal("450.00")


def test_default_rules_are_made_once(account: Account) -> None:
    first = create_default_rules(account)
    ConversionRule.objects.filter(key="sale").update(value=Decimal(999))
    assert [rule.pk for rule in create_default_rules(account)] == [rule.pk for rule in first]
    assert list(ConversionRule.objects.order_by("pk").values_list("key", "value", "counts_in_roas")) == [
        ("qualified_call", Decimal(40), False),
        ("appointment_booked", Decimal(180), True),
        ("sale", Decimal(999), True),
    ]
