"""Costs that platforms correct later: known days are replaced, and what that changed is kept."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from attribution.costs.rates import Rate, save_rate
from attribution.costs.totals import spent
from attribution.models import AdSpend, SpendImport
from compliance.models import Account

HEAD = "date,source,campaign,ad_group,ad,cost,currency\n"
DAYS = (
    "2026-11-01,google,a,g1,x,10,USD\n2026-11-01,google,a,g1,y,5,USD\n"
    "2026-11-02,google,a,,,7,USD\n2026-11-01,bing,a,,,3,USD\n"
)


def load(tmp_path: Path, rows: str, *options: str) -> None:
    file = tmp_path / "costs.csv"
    file.write_text(HEAD + rows)
    call_command("import_costs", str(file), *options)


def costs() -> dict[tuple[str, int, str], int]:
    rows = AdSpend.objects.values_list("source", "date__day", "ad", "cost_micros")
    return {(source, day, ad): cost // 10**6 for source, day, ad, cost in rows}


def test_ads_are_rows_of_their_own(account: Account, tmp_path: Path) -> None:
    load(tmp_path, DAYS)
    assert costs() == {
        ("google", 1, "x"): 10,
        ("google", 1, "y"): 5,
        ("google", 2, ""): 7,
        ("bing", 1, ""): 3,
    }
    assert set(AdSpend.objects.values_list("ad_group", flat=True)) == {"g1", ""}


def test_a_restatement_replaces_and_is_remembered(account: Account, tmp_path: Path, capsys) -> None:
    load(tmp_path, DAYS)
    load(tmp_path, "2026-11-01,google,a,g1,x,8,USD\n2026-11-03,google,a,,,9,USD\n")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "2 rows, 17.00 USD",
        "1 rows restated: -2.00 USD",
        "1 known rows of these days are not in the file and stay (--replace-days)",
    ]
    first, second = SpendImport.objects.order_by("pk")
    assert (first.rows, first.restated_rows, first.restated_micros) == (4, 0, 0)
    assert (second.source, second.name, second.first_day, second.last_day) == (
        "csv", "costs.csv", date(2026, 11, 1), date(2026, 11, 3),
    )  # fmt: skip
    assert (second.rows, second.restated_rows, second.restated_micros) == (2, 1, -2_000_000)
    assert costs()[("google", 1, "y")] == 5


def test_whole_days_lose_the_rows_the_file_no_longer_has(account: Account, tmp_path: Path, capsys) -> None:
    load(tmp_path, DAYS)
    load(tmp_path, "2026-11-01,google,a,g1,x,8,USD\n", "--replace-days")
    assert costs() == {("google", 1, "x"): 8, ("google", 2, ""): 7, ("bing", 1, ""): 3}
    assert capsys.readouterr().out.splitlines()[-1] == "2 rows restated, 1 of them removed: -7.00 USD"
    last = SpendImport.objects.latest("pk")
    assert (last.restated_rows, last.restated_micros) == (2, -7_000_000)


def test_only_days_of_the_same_source_are_replaced(account: Account, tmp_path: Path) -> None:
    load(tmp_path, "2026-11-01,bing,a,,,3,USD\n2026-11-02,google,a,,,7,USD\n")
    load(tmp_path, "2026-11-02,bing,a,,,1,USD\n2026-11-01,google,b,,,1,USD\n", "--replace-days")
    assert costs() == {("bing", 1, ""): 3, ("google", 2, ""): 7, ("bing", 2, ""): 1, ("google", 1, ""): 1}


def test_the_same_file_again_restates_nothing(account: Account, tmp_path: Path) -> None:
    load(tmp_path, DAYS)
    load(tmp_path, DAYS, "--replace-days")
    assert list(SpendImport.objects.values_list("restated_rows", "restated_micros")) == [(0, 0), (0, 0)]


def test_another_currency_needs_a_rate_of_the_day_or_before(account: Account, tmp_path: Path) -> None:
    save_rate(Rate(date(2026, 11, 2), "EUR", Decimal("1.5")))
    rows = "2026-11-02,google,a,,,10,EUR\n2026-11-09,google,a,,,2,EUR\n"
    with pytest.raises(CommandError, match=r"costs\.csv:2: currency: no rate for EUR on 2026-11-01$"):
        load(tmp_path, "2026-11-01,google,a,,,10,EUR\n" + rows)
    assert not AdSpend.objects.exists()
    assert not SpendImport.objects.exists()
    load(tmp_path, rows)
    assert [cost for _, cost in spent(date(2026, 11, 1), date(2026, 11, 30))] == [18.0]


def test_an_empty_file_is_no_import(account: Account, tmp_path: Path) -> None:
    load(tmp_path, "")
    assert not SpendImport.objects.exists()
