"""The way into the settings, and the account's own facts."""

import pytest

from compliance.models import Account, AuditEvent, Role
from tests.compliance.accounts.conftest import SignIn

FORM = {
    "name": "Northwind", "time_zone": "Europe/Berlin", "currency": "EUR", "country": "DE",
    "recording_notice": "Wir nehmen auf.", "notice_language": "de-DE", "imports_have_consent": "on",
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.OWNER, "/settings/account/"),
        (Role.COMPLIANCE, "/settings/account/"),
        (Role.ANALYST, "/settings/destinations/"),
    ],
)
def test_settings_lead_to_the_first_tab_one_may_open(sign_in: SignIn, role: str, first: str) -> None:
    client, _ = sign_in(role)
    answer = client.get("/settings/")
    assert (answer.status_code, answer["Location"]) == (302, first)
    assert client.get(first).status_code == 200


def test_who_may_open_none_is_refused(sign_in: SignIn) -> None:
    assert sign_in(Role.AGENT)[0].get("/settings/").status_code == 403


def test_a_compliance_officer_sees_no_tab_of_members(sign_in: SignIn) -> None:
    page = sign_in(Role.COMPLIANCE)[0].get("/settings/account/").content.decode()
    assert "/settings/members/" not in page
    assert 'href="/settings/account/" aria-current="page"' in page


def test_changes_are_saved_and_noted(account: Account, sign_in: SignIn) -> None:
    client, _ = sign_in(Role.OWNER)
    assert client.post("/settings/account/", FORM).status_code == 302
    account.refresh_from_db()
    assert (account.time_zone, account.currency, account.country) == ("Europe/Berlin", "EUR", "DE")
    assert account.imports_have_consent
    facts = AuditEvent.objects.get().facts
    assert facts["imports_have_consent"] is True
    assert "recording_notice" in facts["fields"]
    assert "Wir nehmen auf." not in str(facts)
    client.post("/settings/account/", FORM)
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("currency", "GOLD"),
        ("country", "XX"),
        ("notice_language", "en_us!"),
        ("name", ""),
    ],
)
def test_bad_values_change_nothing(account: Account, sign_in: SignIn, field: str, value: str) -> None:
    client, _ = sign_in(Role.OWNER)
    assert client.post("/settings/account/", {**FORM, field: value}).status_code == 422
    assert Account.objects.get(pk=account.pk).currency == "USD"
    assert not AuditEvent.objects.exists()


def test_a_reviewer_changes_nothing(account: Account, sign_in: SignIn) -> None:
    assert sign_in(Role.REVIEWER)[0].post("/settings/account/", FORM).status_code == 403
    assert Account.objects.get(pk=account.pk).name == account.name
