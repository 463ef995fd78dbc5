"""Applying a changed rule to the calls of the last 90 days."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from attribution.conversions import resettle
from attribution.models import Conversion, ConversionRule
from calls.models import Call
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

pytestmark = pytest.mark.usefixtures("commits")


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def _days_ago(days: int, number: int = 1, **changes: object) -> Call:
    return told_call(timezone.now() - timedelta(days=days), number=number, value=None, **changes)


def _apply(browser: Client, rule: ConversionRule) -> int:
    return browser.post(f"/settings/rules/{rule.pk}/apply/").status_code


def _values() -> dict[str, tuple[Decimal, bool]]:
    rows = Conversion.objects.values_list("call__external_id", "value", "active")
    return {external: (value, active) for external, value, active in rows}


def test_recent_calls_follow_the_rule_and_older_ones_do_not(analyst: Client) -> None:
    _days_ago(89), _days_ago(91, 2)
    rule = ConversionRule.objects.get()
    ConversionRule.objects.update(value=Decimal("777.00"))
    before = _values()
    assert _apply(analyst, rule) == 302
    assert _values() == {"story-1": (Decimal("777.00"), True), "story-2": before["story-2"]}
    page = analyst.get("/settings/rules/").content.decode()
    assert "1 call of the last 90 days is being checked" in page


def test_what_no_longer_counts_is_withdrawn(analyst: Client) -> None:
    _days_ago(1)
    rule = ConversionRule.objects.get()
    ConversionRule.objects.update(min_seconds=3600)
    _apply(analyst, rule)
    assert _values()["story-1"][1] is False


@pytest.mark.parametrize(
    "changes", [{"direction": Call.Direction.OUTBOUND}, {"processing": Call.Processing.RUNNING}]
)
def test_calls_of_the_pipeline_and_own_calls_are_left_alone(analyst: Client, changes: dict[str, str]) -> None:
    call = _days_ago(1)
    Call.objects.filter(pk=call.pk).update(**changes)
    rule = ConversionRule.objects.get()
    ConversionRule.objects.update(value=Decimal("777.00"))
    before = _values()
    _apply(analyst, rule)
    assert _values() == before


def test_it_goes_in_batches_by_ids(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int | str, ...]] = []
    monkeypatch.setattr(resettle, "BATCH", 2)
    monkeypatch.setattr(resettle, "enqueue", lambda task, *ids, queue: sent.append((task, *ids, queue)))
    first, second, third = (_days_ago(1, number).pk for number in (1, 2, 3))
    assert resettle.apply_to_recent(ConversionRule.objects.get()) == 3
    task = "attribution.resettle"
    assert sent == [(task, first, second, "io"), (task, third, third, "io")]


def test_it_is_audited(analyst: Client) -> None:
    _days_ago(1)
    rule = ConversionRule.objects.get()
    _apply(analyst, rule)
    event = AuditEvent.objects.get(action="rule.applied")
    assert event.facts == {"key": rule.key, "calls": 1, "days": 90}


def test_the_button_is_for_rules_in_use(analyst: Client) -> None:
    _days_ago(1)
    rule = ConversionRule.objects.get()
    address = f"/settings/rules/{rule.pk}/"
    assert f'action="{address}apply/"' in analyst.get(address).content.decode()
    assert analyst.get(f"{address}apply/").status_code == 405
    ConversionRule.objects.update(active=False)
    assert "apply/" not in analyst.get(address).content.decode()
    assert _apply(analyst, rule) == 404
    assert "apply/" not in analyst.get("/settings/rules/new/").content.decode()


def test_others_rules_and_others_roles(analyst: Client, account: Account) -> None:
    with use_account(AccountFactory().pk):
        _days_ago(1)
        theirs = ConversionRule.objects.get()
    assert _apply(analyst, theirs) == 404
    reviewer = Client()
    reviewer.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    _days_ago(1)
    assert _apply(reviewer, ConversionRule.objects.get()) == 403
    assert not AuditEvent.objects.filter(action="rule.applied").exists()
