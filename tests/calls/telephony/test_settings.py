"""Carriers in the settings."""

import pytest
from django.test import Client
from pytest_django import Settings

from calls.models import PhoneNumber, TelephonyConnection
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.calls.telephony.twilio import incoming
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.telephony import ACCOUNT_SID, AUTH_TOKEN, ConnectionFactory, PhoneNumberFactory

FORM = {
    "provider": "twilio", "name": "Main line", "external_id": ACCOUNT_SID, "token": "hush-hush",
    "numbers": "(415) 555-2001\n\n+14155552002\n415 555 2001", "ring": "415-555-0100",
}  # fmt: skip


@pytest.fixture
def admin(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ADMIN).user)
    return client


def test_a_carrier_is_connected_with_its_numbers(admin: Client) -> None:
    page = admin.post("/settings/carriers/new/", FORM, follow=True).content.decode()
    row = TelephonyConnection.objects.get()
    assert (row.provider, row.external_id, row.secrets) == (
        "twilio",
        ACCOUNT_SID,
        {"auth_token": "hush-hush"},
    )
    numbers = [
        (one.number, one.destination.phone_number) for one in PhoneNumber.objects.all() if one.destination
    ]
    assert sorted(numbers) == [("+14155552001", "+14155550100"), ("+14155552002", "+14155550100")]
    assert "http://testserver/telephony/twilio/incoming" in page
    assert "http://testserver/telephony/twilio/ended" in page
    assert "Not heard yet" in page
    assert "hush-hush" not in page
    event = AuditEvent.objects.get()
    assert event.facts == {"provider": "twilio", "numbers": 2}


def test_the_first_message_makes_it_heard(admin: Client, settings: Settings, no_pipeline: None) -> None:
    number = PhoneNumberFactory()
    assert "Not heard yet" in admin.get("/settings/carriers/").content.decode()
    assert incoming(Client(), number.number).status_code == 200
    assert "Heard</span>" in admin.get("/settings/carriers/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("provider", "pigeon"), ("external_id", "a b"), ("token", ""), ("numbers", "nobody"), ("ring", "12")],
)
def test_bad_values_connect_nothing(admin: Client, field: str, value: str) -> None:
    answer = admin.post("/settings/carriers/new/", {**FORM, field: value})
    assert answer.status_code == 422
    assert "hush-hush" not in answer.content.decode()
    assert not TelephonyConnection.objects.exists()


def test_what_is_taken_is_refused_as_a_whole(admin: Client) -> None:
    with use_account(AccountFactory().pk):
        PhoneNumberFactory(number="+14155552002", connection__external_id="AC2")
    answer = admin.post("/settings/carriers/new/", FORM)
    assert "connected already" in answer.content.decode()
    assert (TelephonyConnection.objects.count(), PhoneNumber.objects.count()) == (0, 0)


def test_the_token_is_kept_when_left_empty(admin: Client) -> None:
    row = ConnectionFactory()
    assert AUTH_TOKEN not in admin.get(f"/settings/carriers/{row.pk}/").content.decode().replace(
        str(row.pk), ""
    )
    admin.post(f"/settings/carriers/{row.pk}/", {"name": "New", "token": ""})
    row.refresh_from_db()
    assert (row.name, row.active, row.secrets) == ("New", False, {"auth_token": AUTH_TOKEN})
    admin.post(f"/settings/carriers/{row.pk}/", {"name": "New", "token": "fresh", "active": "on"})
    row.refresh_from_db()
    assert (row.active, row.secrets) == (True, {"auth_token": "fresh"})
    facts = [event.facts["fields"] for event in AuditEvent.objects.order_by("position")]
    assert facts == [["name", "active"], ["active", "auth_token"]]


def test_a_switched_off_carrier_is_refused(admin: Client, no_pipeline: None) -> None:
    number = PhoneNumberFactory()
    admin.post(f"/settings/carriers/{number.connection_id}/", {"name": "Off"})
    assert incoming(Client(), number.number).status_code == 403


def test_carriers_of_others_are_not_found(admin: Client) -> None:
    with use_account(AccountFactory().pk):
        row = ConnectionFactory(name="Theirs")
    assert admin.get(f"/settings/carriers/{row.pk}/").status_code == 404
    assert admin.post(f"/settings/carriers/{row.pk}/", {"name": "Mine"}).status_code == 404
    assert "Theirs" not in admin.get("/settings/carriers/").content.decode()


def test_others_may_not(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    assert client.get("/settings/carriers/").status_code == 403
    assert client.post("/settings/carriers/new/", FORM).status_code == 403
    assert not TelephonyConnection.objects.exists()
