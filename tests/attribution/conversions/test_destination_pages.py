"""Connections in the settings: forms from what a destination declares, secrets that never come back, pauses."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from attribution.models import Delivery, DestinationConnection
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.attribution.conversions.rows import SECRET, webhook
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
FORM = {
    "name": "Own CRM",
    "option_url": "https://crm.example/hook",
    "option_secret": SECRET,
    "option_rules": "",
}


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def test_a_webhook_is_connected(analyst: Client) -> None:
    form = {**FORM, "option_rules": "sale, booked"}
    assert analyst.post("/settings/destinations/new/signed_webhook/", form).status_code == 302
    row = DestinationConnection.objects.get()
    assert (row.name, row.secrets, row.active) == ("Own CRM", {"secret": SECRET}, True)
    assert row.options == {"url": "https://crm.example/hook", "rules": ["sale", "booked"]}
    facts = AuditEvent.objects.get().facts
    assert facts["secrets"] == ["secret"]
    assert SECRET not in str(facts)
    page = analyst.get("/settings/destinations/").content.decode()
    assert "Own CRM" in page
    assert "Ready" in page


def test_a_secret_never_comes_back_and_is_kept_when_left_empty(analyst: Client) -> None:
    row = webhook("https://crm.example")
    page = analyst.get(f"/settings/destinations/{row.pk}/").content.decode()
    assert SECRET not in page
    assert "Leave empty to keep it" in page
    form = {**FORM, "option_url": "https://crm.example/webhook", "option_secret": ""}
    assert analyst.post(f"/settings/destinations/{row.pk}/", form).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.secrets) == ("Own CRM", {"secret": SECRET})


def test_a_kept_secret_is_not_sent_to_another_address(analyst: Client) -> None:
    row = webhook("https://crm.example")
    form = {**FORM, "option_url": "https://evil.example/", "option_secret": ""}
    answer = analyst.post(f"/settings/destinations/{row.pk}/", form)
    assert answer.status_code == 422
    assert "enter the secret again" in answer.content.decode()
    row.refresh_from_db()
    assert row.options == {"url": "https://crm.example/webhook"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("option_url", "http://crm.example/"),
        ("option_url", ""),
        ("option_secret", "not base64!"),
        ("name", ""),
    ],
)
def test_what_could_not_be_used_is_not_stored(analyst: Client, field: str, value: str) -> None:
    answer = analyst.post("/settings/destinations/new/signed_webhook/", {**FORM, field: value})
    assert answer.status_code == 422
    assert not DestinationConnection.objects.exists()
    assert SECRET not in answer.content.decode()


def test_numbers_objects_and_ticks_are_read(analyst: Client) -> None:
    form = {
        "name": "Google", "option_operating_account_id": "123-456-7890", "option_conversion_actions": "sale = 42\n\nb=7",
        "option_lookback_days": "30", "option_match_by_phone": "on", "option_service_account": "{}",
        "option_min_probability": "0.5", "option_base_url": "https://datamanager.googleapis.com",
    }  # fmt: skip
    assert analyst.post("/settings/destinations/new/google_data_manager/", form).status_code == 302
    assert DestinationConnection.objects.get().options == {
        "operating_account_id": "123-456-7890", "conversion_actions": {"sale": "42", "b": "7"},
        "lookback_days": 30.0, "match_by_phone": True,
    }  # fmt: skip
    bad = analyst.post(
        "/settings/destinations/new/google_data_manager/", {**form, "option_conversion_actions": "sale"}
    )
    assert "key = value is expected" in bad.content.decode()


def test_a_paused_one_says_why_and_is_resumed(analyst: Client) -> None:
    told_call(NOON)
    row = DestinationConnection.objects.get()
    DestinationConnection.objects.update(paused_reason="the token was refused", secrets={"secret": SECRET})
    Delivery.objects.update(state="failed")
    page = analyst.get("/settings/destinations/").content.decode()
    assert "the token was refused" in page
    assert f'href="/conversions/?destination={row.pk}&amp;state=failed">1</a>' in page
    analyst.post(f"/settings/destinations/{row.pk}/on/")
    row.refresh_from_db()
    assert (row.paused_reason, row.active) == ("", True)
    analyst.post(f"/settings/destinations/{row.pk}/off/")
    row.refresh_from_db()
    assert not row.active
    actions = list(AuditEvent.objects.order_by("position").values_list("action", flat=True))
    assert actions == ["destination.resumed", "destination.switched_off"]


def test_unknown_kinds_and_connections_of_others_are_not_found(analyst: Client, settings: Settings) -> None:
    with use_account(AccountFactory().pk):
        row = webhook("https://theirs.example")
    assert analyst.get("/settings/destinations/new/carrier_pigeon/").status_code == 404
    assert analyst.get(f"/settings/destinations/{row.pk}/").status_code == 404
    assert analyst.post(f"/settings/destinations/{row.pk}/off/").status_code == 404
    assert DestinationConnection.everywhere.get().active
    assert "CRM" not in analyst.get("/settings/destinations/").content.decode()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.INTEGRATION])
def test_others_may_not(account: Account, client: Client, role: str) -> None:
    client.force_login(MembershipFactory(account=account, role=role).user)
    assert client.get("/settings/destinations/").status_code == 403
    assert client.post("/settings/destinations/new/signed_webhook/", FORM).status_code == 403
    assert not DestinationConnection.objects.exists()
