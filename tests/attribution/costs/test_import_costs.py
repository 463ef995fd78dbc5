"""Cost files: every notation people use, and every bad row named."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from attribution.costs.sources.csv import amount
from attribution.models import AdSpend
from compliance.models import Account, AuditEvent

HEAD = "date,source,medium,campaign,ad_group,keyword,cost,currency,clicks,impressions"


def _import(tmp_path: Path, text: str, encoding: str = "utf-8") -> None:
    file = tmp_path / "costs.csv"
    file.write_bytes(text.encode(encoding))
    call_command("import_costs", str(file))


def _reason(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(CommandError) as caught:
        _import(tmp_path, text)
    assert caught.value.returncode == 2
    first, *rows = str(caught.value).split("\n")
    assert first == "nothing was imported:"
    assert not AdSpend.objects.exists()
    return [row.partition("costs.csv:")[2] for row in rows]


def test_rows_come_in_and_are_audited(account: Account, tmp_path: Path, capsys) -> None:
    _import(
        tmp_path,
        f"{HEAD}\n2026-11-20,google,cpc,Furnaces,,furnace repair,12.34,USD,5,100\n"
        '2026-11-20,bing,cpc,Furnaces,,,"1,200.50",usd,,\n',
    )
    assert capsys.readouterr().out == "2 rows, 1,212.84 USD\n"
    row = AdSpend.objects.get(source="google")
    assert (row.date, row.keyword, row.cost_micros, row.clicks) == (
        date(2026, 11, 20),
        "furnace repair",
        12_340_000,
        5,
    )
    assert AuditEvent.objects.get().facts == {
        "rows": 2,
        "cost_micros": 1_212_840_000,
        "restated": 0,
        "difference_micros": 0,
    }


def test_the_same_file_again_changes_nothing_and_a_restated_cost_replaces(
    account: Account, tmp_path: Path
) -> None:
    row = "2026-11-20,google,cpc,Furnaces,,,{},USD,,"
    for cost in ("10", "10", "11.5"):
        _import(tmp_path, f"{HEAD}\n{row.format(cost)}\n")
    assert AdSpend.objects.get().cost_micros == 11_500_000


def test_a_german_export_with_byte_order_mark(account: Account, tmp_path: Path) -> None:
    _import(
        tmp_path, "date;source;campaign;cost;currency\n2026-11-20;google;Öfen;1.234,50;USD\n", "utf-8-sig"
    )
    assert AdSpend.objects.values_list("campaign", "cost_micros").get() == ("Öfen", 1_234_500_000)


def test_every_bad_row_is_named_and_nothing_comes_in(account: Account, tmp_path: Path) -> None:
    text = f"""{HEAD}
2026-11-20,google,cpc,A,,,1,USD,,
20.11.2026,google,cpc,B,,,1,USD,,
2026-11-20,,cpc,C,,,x,USD,,
2026-11-20,google,cpc,D,,,-5,USD,1.5,
2026-11-20,google,cpc,A,,,2,USD,,
2026-11-20,google,cpc,E,,,2,EUR,,
2026-11-20,google,cpc,F
"""
    assert _reason(tmp_path, text) == [
        "3: date: no date like 2026-11-21: '20.11.2026'",
        "4: cost: no amount of 0 or more: 'x'",
        "4: source: is empty",
        "5: cost: no amount of 0 or more: '-5'",
        "5: clicks: no count: '1.5'",
        "6: row: the same day and combination as row 2",
        "7: currency: EUR, but row 2 has USD",
        "8: row: has more or fewer cells than the head",
    ]


def test_missing_and_unknown_columns_are_named(account: Account, tmp_path: Path) -> None:
    assert _reason(tmp_path, "date,source,spend\n2026-11-20,google,1\n") == [
        "1: campaign: the column is missing",
        "1: cost: the column is missing",
        "1: currency: the column is missing",
        "1: spend: no such column is known",
    ]


def test_a_currency_without_a_rate_is_refused(account: Account, tmp_path: Path) -> None:
    assert _reason(tmp_path, f"{HEAD}\n2026-11-20,google,cpc,A,,,1,EUR,,\n") == [
        "2: currency: no rate for EUR on 2026-11-20"
    ]


ROW = "2026-11-20,google,cpc,{},,,1,USD,{},{}\n"


def test_the_most_clicks_come_in(account: Account, tmp_path: Path) -> None:
    _import(tmp_path, f"{HEAD}\n{ROW.format('A', 2147483647, 2147483647)}")
    assert AdSpend.objects.values_list("clicks", "impressions").get() == (2147483647, 2147483647)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (ROW.format("B", "99999999999", ""), "clicks: no count: '99999999999'"),
        (ROW.format("B", "2147483648", ""), "clicks: no count: '2147483648'"),
        (ROW.format("B", "", "9" * 30), f"impressions: no count: '{'9' * 30}'"),
        (ROW.format("a\x00b", "", ""), r"campaign: no text of at most 200 characters without NUL: 'a\x00b'"),
        (
            ROW.format("x" * 201, "", ""),
            f"campaign: no text of at most 200 characters without NUL: '{'x' * 40}'",
        ),
        (ROW.format("x" * 140_000, "", ""), "row: cannot be read: field larger than field limit (131072)"),
        (
            ROW.format('"' + "x\n" * 70_000, "", ""),
            "row: cannot be read: field larger than field limit (131072)",
        ),
    ],
)
def test_what_the_database_or_the_reader_cannot_hold_is_named(
    account: Account, tmp_path: Path, row: str, problem: str
) -> None:
    assert _reason(tmp_path, f"{HEAD}\n{ROW.format('A', '', '')}{row}") == [f"3: {problem}"]


def test_a_head_the_reader_cannot_hold_is_named(account: Account, tmp_path: Path) -> None:
    assert _reason(tmp_path, f"{HEAD}{'x' * 140_000}\n") == [
        "1: row: cannot be read: field larger than field limit (131072)"
    ]


def test_no_text_file(account: Account, tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_bytes(b"\xff\xfe\x00d")
    with pytest.raises(CommandError, match="1: file: is not UTF-8 text"):
        call_command("import_costs", str(file))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1234,5", "1234.5"),
        ("1 234.50", "1234.50"),
        ("1,234", "1234"),
        ("1.234.567", "1234567"),
        ("0.125", "0.125"),
        ("12", "12"),
        ("1'234.50", "1234.50"),
        ("12.", "12"),
    ],
)
def test_amounts(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "1e5", "--1", "$5", "nan"])
def test_no_amounts(text: str) -> None:
    with pytest.raises(ValueError):
        amount(text)
