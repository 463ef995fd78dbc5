"""Rates from the browser."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from attribution.models import AdSpend, ExchangeRate
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory

DAY = date(2026, 11, 1)


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def test_a_rate_is_added_changed_and_removed(analyst: Client) -> None:
    sent = {"currency": "eur", "day": "2026-11-01", "rate": "1.08"}
    assert analyst.post("/costs/rates/", sent).status_code == 302
    row = ExchangeRate.objects.get()
    assert (row.currency, row.day, row.rate) == ("EUR", DAY, Decimal("1.08"))
    assert 'value="1.08"' in analyst.get(f"/costs/rates/{row.pk}/").content.decode()
    assert analyst.post(f"/costs/rates/{row.pk}/", {"rate": "1.1", "day": "2020-01-01"}).status_code == 302
    assert ExchangeRate.objects.values_list("day", "rate").get() == (DAY, Decimal("1.1"))
    assert analyst.post(f"/costs/rates/{row.pk}/remove/").status_code == 302
    assert not ExchangeRate.objects.exists()
    actions = AuditEvent.objects.order_by("position").values_list("action", flat=True)
    assert list(actions) == ["rate.saved", "rate.saved", "rate.removed"]


@pytest.mark.parametrize(
    "wrong",
    [{"currency": "USD"}, {"currency": "E1R"}, {"day": "1.11.2026"}, {"day": "0001-01-01"}, {"rate": "0"}],
)
def test_what_cannot_be_is_refused(analyst: Client, wrong: dict[str, str]) -> None:
    sent = {"currency": "EUR", "day": "2026-11-01", "rate": "1.08", **wrong}
    assert analyst.post("/costs/rates/", sent).status_code == 422
    assert not ExchangeRate.objects.exists()


def test_a_rate_that_spend_needs_is_not_removed(analyst: Client) -> None:
    row = ExchangeRate.objects.create(currency="EUR", day=DAY, rate=1)
    AdSpend.objects.create(date=DAY, source="google", cost_micros=1, currency="EUR")
    page = analyst.post(f"/costs/rates/{row.pk}/remove/", follow=True)
    assert "only this rate converts" in page.content.decode()
    assert ExchangeRate.objects.exists()


def test_rates_of_others_are_not_there(analyst: Client) -> None:
    with use_account(AccountFactory().pk):
        row = ExchangeRate.objects.create(currency="EUR", day=DAY, rate=1)
    assert analyst.get(f"/costs/rates/{row.pk}/").status_code == 404
    assert analyst.post(f"/costs/rates/{row.pk}/remove/").status_code == 404
    assert ExchangeRate.everywhere.filter(pk=row.pk).exists()


def test_a_rate_of_what_became_the_own_currency_is_not_changed(analyst: Client) -> None:
    row = ExchangeRate.objects.create(currency="EUR", day=DAY, rate=1)
    Account.objects.update(currency="EUR")
    assert analyst.post(f"/costs/rates/{row.pk}/", {"rate": "1.1"}).status_code == 422
    assert ExchangeRate.objects.get().rate == 1
