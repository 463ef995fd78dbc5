"""Rates: what other currencies are worth from a day on, and what a correction does to the past."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from attribution.costs.rates import Rate, read_rate, remove_rate, save_rate
from attribution.costs.totals import spent, spent_by, unconverted
from attribution.models import AdSpend, ExchangeRate
from compliance.models import Account, AuditEvent
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def spend(day: int, micros: int, currency: str = "EUR", campaign: str = "a") -> AdSpend:
    return AdSpend.objects.create(
        date=date(2026, 11, day), source="google", campaign=campaign, cost_micros=micros, currency=currency
    )


def rate(day: int, value: str, currency: str = "EUR") -> None:
    save_rate(Rate(date(2026, 11, day), currency, Decimal(value)))


def total() -> float:
    return sum(cost for _, cost in spent(FIRST, LAST))


def test_each_day_counts_at_the_latest_rate_on_or_before_it(account: Account) -> None:
    rate(1, "1.1")
    rate(10, "1.2")
    for day in (1, 9, 10, 30):
        spend(day, 10_000_000)
    spend(5, 3_000_000, "USD", "b")
    assert spent_by(("date",), FIRST, LAST) == {
        (date(2026, 11, 1),): 11.0,
        (date(2026, 11, 5),): 3.0,
        (date(2026, 11, 9),): 11.0,
        (date(2026, 11, 10),): 12.0,
        (date(2026, 11, 30),): 12.0,
    }
    assert {(row.campaign, cost) for row, cost in spent(FIRST, LAST)} == {("a", 46.0), ("b", 3.0)}


def test_a_corrected_rate_changes_the_past_at_once(account: Account) -> None:
    rate(1, "1.1")
    spend(2, 100_000_000)
    assert total() == 110.0
    rate(1, "1.25")
    assert total() == 125.0
    assert AdSpend.objects.get().cost_micros == 100_000_000
    event = AuditEvent.objects.order_by("-position").first()
    assert event is not None
    assert event.action == "rate.saved"
    assert event.facts == {"currency": "EUR", "day": "2026-11-01", "rate": "1.25", "before": "1.10000000"}


def test_spend_before_the_first_rate_counts_nowhere_and_is_told(account: Account) -> None:
    rate(5, "1.1")
    spend(4, 10_000_000)
    spend(5, 10_000_000)
    assert total() == 11.0
    assert unconverted(FIRST, LAST) == {"EUR": 1}


def test_rates_of_another_account_do_not_count(account: Account) -> None:
    with use_account(AccountFactory().pk):
        rate(1, "9")
    spend(2, 1_000_000)
    assert total() == 0
    rate(1, "1.1")
    assert total() == 1.1


def test_a_sum_of_many_small_amounts_is_rounded_once(account: Account) -> None:
    rate(1, "0.1")
    for n in range(10):
        spend(2, 1_000_001, campaign=f"c{n}")
    assert spent_by(("source",), FIRST, LAST) == {("google",): 1.000001}


def test_saving_the_same_again_says_nothing(account: Account) -> None:
    rate(1, "1.1")
    rate(1, "1.10")
    assert (ExchangeRate.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_the_accounts_own_currency_has_no_rate(account: Account) -> None:
    with pytest.raises(ValidationError, match="own currency"):
        rate(1, "1.1", "USD")
    assert not ExchangeRate.objects.exists()


def test_a_rate_that_spend_needs_stays(account: Account) -> None:
    rate(1, "1.1")
    rate(10, "1.2")
    spend(5, 1)
    with pytest.raises(ValidationError, match="only this rate"):
        remove_rate(ExchangeRate.objects.get(day=date(2026, 11, 1)))
    remove_rate(ExchangeRate.objects.get(day=date(2026, 11, 10)))
    assert ExchangeRate.objects.get().day == date(2026, 11, 1)
    AdSpend.objects.update(currency="USD")
    remove_rate(ExchangeRate.objects.get())
    assert not ExchangeRate.objects.exists()


def load(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(text)
    call_command("import_rates", str(file))


def test_a_file_comes_in_and_the_same_again_changes_nothing(account: Account, tmp_path: Path, capsys) -> None:
    text = "Date,Currency,Rate\n2026-11-01,eur,1.08\n2026-11-02,GBP,1.27000001\n"
    load(tmp_path, text)
    load(tmp_path, text)
    load(tmp_path, text.replace("1.08", "1.09"))
    assert capsys.readouterr().out == (
        "2 rates, 2 new or changed\n2 rates, 0 new or changed\n2 rates, 1 new or changed\n"
    )
    assert list(ExchangeRate.objects.order_by("day").values_list("currency", "rate")) == [
        ("EUR", Decimal("1.09")), ("GBP", Decimal("1.27000001")),
    ]  # fmt: skip
    assert AuditEvent.objects.count() == 3


def test_every_bad_rate_is_named_and_none_comes_in(account: Account, tmp_path: Path) -> None:
    text = (
        "date,currency,rate\n2026-11-01,EUR,1.08\n1.11.2026,EUR,0\n2026-11-02,USD,1\n2026-11-01,EUR,1.1\n"
        "2026-11-03,EURO,x\n2026-11-04,EUR\n"
    )
    with pytest.raises(CommandError) as caught:
        load(tmp_path, text)
    assert caught.value.returncode == 2
    assert [line.partition("rates.csv:")[2] for line in str(caught.value).split("\n")[1:]] == [
        "3: date: no date like 2026-11-21: '1.11.2026'",
        "3: rate: no number above 0 with at most 8 decimals: '0'",
        "4: currency: USD is the account's own currency",
        "5: row: the same day and currency as row 2",
        "6: currency: no currency like EUR: 'EURO'",
        "6: rate: no number above 0 with at most 8 decimals: 'x'",
        "7: row: has more or fewer cells than the head",
    ]
    assert not ExchangeRate.objects.exists()


def test_columns_are_checked(account: Account, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"1: rate: the column is missing\n.*1: value: no such column"):
        load(tmp_path, "date,currency,value\n")


@pytest.mark.parametrize("text", ["", "0", "-1", "nan", "inf", "1.123456789", "10000000000", "1,1"])
def test_no_rates(text: str) -> None:
    with pytest.raises(ValueError):
        read_rate(text)
