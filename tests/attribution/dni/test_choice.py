"""Which number a visitor sees: the order of precedence, step by step."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from attribution.models import Lease, NumberPool, Shortage, SourceNumber, Visit
from calls.models import PhoneNumber
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import PhoneNumberFactory
from tests.factories.visits import TARGET, PoolFactory, fill, page_view

PRINTED = "(415) 555-0100"
ADVERT = "https://northwind.example/furnace/repair?gclid=Aa&utm_source=Google&utm_campaign=Spring"


def source(**changes: Any) -> str:
    """The number of a source for the printed number."""
    number = changes.pop("number", None) or PhoneNumberFactory(connection=None)
    values = {"target_number": TARGET, "starts_at": timezone.now() - timedelta(days=1), **changes}
    SourceNumber.objects.create(phone_number=number, name="Source", **values)
    return str(number.number)


def shown(account: Account, **changes: Any) -> str | None:
    """What a visitor who comes from the advertisement sees."""
    message = page_view(account.site_key, **{"url": ADVERT, **changes})
    answer = Client().post("/v1/swap", json.dumps(message), "text/plain", headers={"User-Agent": "Chrome"})
    assert answer.status_code == 200
    swap = answer.json()["swaps"].get(PRINTED)
    return swap["number"] if swap else None


def test_the_test_number_comes_before_everything(account: Account) -> None:
    (pooled,) = fill(PoolFactory(), 1, None)
    own = PhoneNumberFactory(connection=None)
    source(utm_campaign="Spring")
    for plus in ("%2B", "+", ""):
        assert shown(account, url=f"{ADVERT}&ringtrace_test={plus}{own.number[1:]}") == own.number
    assert not Lease.objects.exists()
    with use_account(AccountFactory().pk):
        foreign = PhoneNumberFactory(connection=None).number
    PhoneNumber.objects.filter(number=pooled).update(state="releasing")
    for other in (foreign, pooled, "x", "+1"):
        assert shown(account, url=f"https://northwind.example/?ringtrace_test={other}") is None


def test_of_the_sources_that_fit_the_one_with_most_conditions_wins(account: Account) -> None:
    fill(PoolFactory(), 3, None)
    source()
    source(utm_source="google")
    two = source(utm_source="GOOGLE", landing_page="/furnace")
    source(utm_campaign="Spring", channel="Paid Search")
    source(utm_source="google", utm_campaign="Autumn", channel="Paid Search")
    source(utm_source="google", utm_campaign="Spring", landing_page="/boiler")
    assert shown(account) == two
    assert not Lease.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": timezone.now() + timedelta(hours=1)},
        {"ends_at": timezone.now()},
        {"place": SourceNumber.Place.OFFLINE},
        {"target_number": "+14155550199"},
        {"channel": "Email"},
    ],
)
def test_a_source_that_does_not_fit_leaves_it_to_the_pool(account: Account, changes: dict[str, Any]) -> None:
    (pooled,) = fill(PoolFactory(), 1, None)
    source(**changes)
    assert shown(account) == pooled


def test_a_source_with_a_number_that_is_not_active_shows_nothing(account: Account) -> None:
    source(number=PhoneNumberFactory(connection=None, state="releasing"))
    assert shown(account) is None


def test_a_source_holds_for_the_whole_visit(account: Account) -> None:
    number = source(utm_campaign="Spring", landing_page="/furnace")
    fill(PoolFactory(), 1, None)
    message = page_view(account.site_key, url=ADVERT)
    first = Client().post("/v1/swap", json.dumps(message), "text/plain").json()
    assert shown(account, visitor=first["visitor"], url="https://northwind.example/about") == number
    assert first["swaps"][PRINTED] == {
        "target": TARGET,
        "number": number,
        "formatted": f"(415) 555-{number[-4:]}",
        "seconds": None,
    }


def test_a_pool_can_be_for_some_channels(account: Account) -> None:
    pool = PoolFactory(channels=["Email", "Paid Search"])
    (pooled,) = fill(pool, 1, None)
    assert shown(account, url="https://northwind.example/", referrer="") is None
    assert shown(account) == pooled
    assert not Shortage.objects.exists()


def test_an_exhausted_pool_is_counted_once_for_a_visit(account: Account) -> None:
    message = page_view(account.site_key, url=ADVERT)
    PoolFactory()
    first = Client().post("/v1/swap", json.dumps(message), "text/plain").json()
    assert shown(account, visitor=first["visitor"]) is None
    row = Shortage.objects.get()
    assert (row.visit_id, row.pool.target_number, row.phone_number) == (first["visit"], TARGET, None)
    assert shown(account) is None
    assert Shortage.objects.count() == 2


def test_an_exhausted_pool_may_show_a_shared_number(account: Account) -> None:
    shared = PhoneNumberFactory(connection=None)
    pool = PoolFactory(overflow=NumberPool.Overflow.SHARED, overflow_number=shared, lease_seconds=120)
    (pooled,) = fill(pool, 1, None)
    assert [shown(account) for _ in range(3)] == [pooled, shared.number, shared.number]
    assert set(Shortage.objects.values_list("phone_number", flat=True)) == {shared.pk}
    assert Lease.objects.count() == 1


def test_a_shared_number_that_is_not_active_is_not_shown(account: Account) -> None:
    shared = PhoneNumberFactory(connection=None, state="released")
    PoolFactory(overflow=NumberPool.Overflow.SHARED, overflow_number=shared)
    assert shown(account) is None
    assert Shortage.objects.get().phone_number is None


def test_every_way_to_write_a_number_gets_an_answer(account: Account) -> None:
    (pooled,) = fill(PoolFactory(), 1, None)
    message = page_view(account.site_key, targets=["4155550100", "+14155550100", "20261122", "junk"])
    swaps = Client().post("/v1/swap", json.dumps(message), "text/plain").json()["swaps"]
    assert {written: swap["number"] for written, swap in swaps.items()} == {
        "4155550100": pooled,
        "+14155550100": pooled,
    }


def test_a_page_without_the_number_is_a_sign_of_life(account: Account) -> None:
    fill(PoolFactory(), 1, None)
    message = page_view(account.site_key, url=ADVERT)
    first = Client().post("/v1/swap", json.dumps(message), "text/plain").json()
    before = Lease.objects.get().period.upper
    assert shown(account, visitor=first["visitor"], targets=["20261122"]) is None
    assert Lease.objects.get().period.upper > before


def test_without_consent_only_sources_are_shown(account: Account) -> None:
    fill(PoolFactory(), 1, None)
    assert shown(account, consent={}) is None
    Visit.objects.all().delete()
    # Of another account: what one account has is known for some seconds.
    other = AccountFactory()
    with use_account(other.pk):
        number = source(channel="Paid Search")
    assert shown(other, consent={"analytics": False}) == number
    assert (
        shown(other, consent={}, url="https://northwind.example/", referrer="https://northwind.example/a")
        is None
    )
    assert not Lease.objects.exists()
