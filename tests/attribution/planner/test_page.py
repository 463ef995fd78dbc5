"""The plan on its page and in the API."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from attribution.models import NumberPool
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, Role
from compliance.tenancy import use_account
from tests.attribution.planner.rows import arrive, every
from tests.attribution.planner.test_plan import pool_of
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.visits import PoolFactory


@pytest.fixture
def page(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


@pytest.fixture
def busy(account: Account) -> NumberPool:
    """Six numbers for six erlang, 28 days long."""
    pool, end = pool_of(6), timezone.now().replace(minute=0, second=0, microsecond=0)
    arrive(pool, every(5, end - timedelta(days=28), end))
    return pool


def test_the_page_says_what_is_needed(page: Client, busy: NumberPool) -> None:
    answer = page.get(f"/numbers/pools/{busy.pk}/plan/")
    shown = answer.content.decode()
    for words in ("This pool is too small", "13 numbers keep that under 1 %", "Numbers in use, by hour of the week",
                  "Visitors by week, and the next four"):  # fmt: skip
        assert words in shown, words
    chart = answer.context["chart"]
    assert chart["x"][3] == "6"
    assert [value is None for value in chart["series"][2]["values"][:5]] == [True, True, True, False, True]
    week = answer.context["week"]
    assert (len(week), {len(day.cells) for day in week}) == (7, {24})
    assert {cell.load for day in week for cell in day.cells} == {6.0}
    listed = page.get("/numbers/pools/").content.decode()
    assert f'href="/numbers/pools/{busy.pk}/plan/"' in listed
    assert "Too small" in listed


def test_without_leases_it_asks(page: Client, account: Account) -> None:
    pool = pool_of(3)
    answer = page.get(f"/numbers/pools/{pool.pk}/plan/?visits_per_hour=40&minutes=10")
    shown = answer.content.decode()
    assert "Too few visitors yet to plan from" in shown
    assert "Visitors in the busy hour" in shown
    assert answer.context["plan"].load.busy_load == pytest.approx(40 * 35 / 60)
    assert "by hour of the week" not in shown


@pytest.mark.parametrize(("query", "field"), [
    ("growth=x", "growth"), ("growth=901", "growth"), ("price=-1", "price"), ("lease_seconds=59", "lease_seconds"),
    ("visits_per_hour=1000&growth=900&lease_seconds=86400", "__all__"),
])  # fmt: skip
def test_faults_are_named(page: Client, account: Account, query: str, field: str) -> None:
    answer = page.get(f"/numbers/pools/{pool_of(1).pk}/plan/?{query}")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_other_accounts_and_roles(page: Client, client: Client, account: Account) -> None:
    with use_account(AccountFactory().pk):
        theirs = PoolFactory()
    assert page.get(f"/numbers/pools/{theirs.pk}/plan/").status_code == 404
    mine = pool_of(1)
    client.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    assert client.get(f"/numbers/pools/{mine.pk}/plan/").status_code == 403


def test_the_api_has_the_same(account: Account, client: Client, busy: NumberPool) -> None:
    _row, key = create_api_key(name="k", scopes=["numbers.view"])
    headers = {"Authorization": f"Bearer {key}"}
    address = f"/api/v1/pools/{busy.pk}/plan"
    found = client.get(address, headers=headers).json()
    assert (found["numbers"], found["for_one_percent"], found["for_a_tenth_percent"]) == (6, 13, 15)
    assert (found["assumed"], found["weeks_left"]) == (False, 0)
    assert (found["load"]["busy_load"], len(found["load"]["week"])) == (6.0, 168)
    assert [size["numbers"] for size in found["sizes"]][:4] == [3, 4, 5, 6]
    grown = client.get(f"{address}?growth=100", headers=headers).json()
    assert (grown["load"]["busy_load"], grown["seen"]["busy_load"]) == (12.0, 6.0)
    fault = client.get(f"{address}?growth=x", headers=headers)
    assert fault.status_code == 400
    assert [error["pointer"] for error in fault.json()["errors"]] == ["#/growth"]
    with use_account(AccountFactory().pk):
        theirs = PoolFactory()
    assert client.get(f"/api/v1/pools/{theirs.pk}/plan", headers=headers).status_code == 404
