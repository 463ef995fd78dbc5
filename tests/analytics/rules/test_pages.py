"""Conversion rules in the settings."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from attribution.models import ConversionRule
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

FORM = {
    "name": "Big sale", "outcomes": ["sale_made"], "min_seconds": "30", "min_percent": "82.5", "value": "450.00",
    "active": "on",
}  # fmt: skip


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def test_a_rule_is_made(analyst: Client) -> None:
    assert analyst.post("/settings/rules/new/", FORM)["Location"] == "/settings/rules/"
    row = ConversionRule.objects.get()
    assert (row.key, row.intents, row.outcomes, row.min_seconds) == ("big_sale", [], ["sale_made"], 30)
    assert (row.min_probability, row.value, row.active, row.counts_in_roas) == (
        0.825,
        Decimal("450.00"),
        True,
        False,
    )
    page = analyst.get("/settings/rules/").content.decode()
    assert "Sale made" in page
    assert AuditEvent.objects.get().action == "rule.created"


def test_a_rule_is_changed_and_keeps_its_key(analyst: Client) -> None:
    told_call(timezone.now() - timedelta(days=1))
    row = ConversionRule.objects.get()
    assert f'href="/conversions/?rule={row.pk}">1</a>' in analyst.get("/settings/rules/").content.decode()
    analyst.post(f"/settings/rules/{row.pk}/", {**FORM, "name": "Renamed"})
    row.refresh_from_db()
    assert (row.key, row.name, row.value) == ("booked", "Renamed", Decimal("450.00"))
    event = AuditEvent.objects.get()
    assert (event.action, event.facts["value"]) == ("rule.changed", "450.00")
    analyst.post(f"/settings/rules/{row.pk}/", {**FORM, "name": "Renamed"})
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "!!!"),
        ("outcomes", ["nonsense"]),
        ("min_percent", "101"),
        ("value", "-1"),
        ("min_seconds", "x"),
    ],
)
def test_bad_values_make_nothing(analyst: Client, field: str, value: object) -> None:
    assert analyst.post("/settings/rules/new/", {**FORM, field: value}).status_code == 422
    assert not ConversionRule.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_second_rule_of_the_name_is_refused(analyst: Client) -> None:
    analyst.post("/settings/rules/new/", FORM)
    assert analyst.post("/settings/rules/new/", {**FORM, "name": "BIG  sale"}).status_code == 422
    assert ConversionRule.objects.count() == 1


def test_rules_of_others_are_not_found(analyst: Client) -> None:
    with use_account(AccountFactory().pk):
        row = ConversionRule.objects.create(key="theirs", name="Theirs")
    assert analyst.post(f"/settings/rules/{row.pk}/", FORM).status_code == 404
    assert "Theirs" not in analyst.get("/settings/rules/").content.decode()
    assert ConversionRule.everywhere.get().name == "Theirs"


def test_others_may_not(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.SUPERVISOR).user)
    assert client.get("/settings/rules/").status_code == 403
    assert client.post("/settings/rules/new/", FORM).status_code == 403
    assert not ConversionRule.objects.exists()
