"""`manage.py attribute`: the table, and rows that cannot be read."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from attribution.credit.paths import AT_ONCE, read_paths

T1 = "path,conversions,value,nulls\nA > B,2,30,3\nB,1,10,2\nA > C > A,1,25,1\nC,0,0,4\nA > A > B,1,5,0\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "paths.csv"
    made.write_text(T1)
    return made


def test_it_prints_channels_by_falling_conversions(file: Path, capsys) -> None:
    call_command("attribute", str(file), "--rule", "markov", "--order", "2", "--format", "csv")
    rows = list(csv.reader(capsys.readouterr().out.splitlines()))
    assert rows[0] == ["channel", "conversions", "value"]
    assert {row[0]: float(row[1]) for row in rows[1:]} == {
        "A": pytest.approx(20 / 9),
        "B": pytest.approx(20 / 9),
        "C": pytest.approx(5 / 9),
    }
    assert rows[3][0] == "C"


def test_intervals_hold_the_figure_and_repeat(file: Path, capsys) -> None:
    asked = ("attribute", str(file), "--rule", "linear", "--intervals", "--format", "json")
    call_command(*asked)
    first = capsys.readouterr().out
    call_command(*asked)
    assert capsys.readouterr().out == first
    for row in json.loads(first):
        assert row["conversions_low"] <= row["conversions"] <= row["conversions_high"]
        assert row["value_low"] <= row["value"] <= row["value_high"]
        assert row["value_low"] < row["value_high"]


def test_markov_without_nulls_warns(tmp_path: Path, capsys) -> None:
    file = tmp_path / "won.csv"
    file.write_text("path,conversions\nA > B,3\n")
    call_command("attribute", str(file), "--rule", "markov")
    assert "presence only" in capsys.readouterr().err


def test_rows_of_one_path_are_summed() -> None:
    rows = ["path,conversions,value,nulls", *["A>B,1,2.5,3"] * (AT_ONCE + 1), " A > B ,1,0,0"]
    found = read_paths(rows)
    assert found.conversions.sum() == AT_ONCE + 2
    assert (found.value.sum(), found.nulls.sum()) == (2.5 * (AT_ONCE + 1), 3 * (AT_ONCE + 1))
    assert found.names == ("A", "B")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("path,conversions\nA > > B,1\n", "2: path: an empty channel in 'A > > B'"),
        ("path,conversions\nA,one\n", "2: conversions: no number: 'one'"),
        ("path,conversions\nA,\nB,1\nC,one\n", "4: conversions: no number: 'one'"),
        ("path,conversions\nA,1\nB,-1\n", "3: conversions: -1 is out of range"),
        ("path,conversions,value\nA,1,nan\n", "2: value: nan is out of range"),
        ("path,conversions\nA,1\nB\n", "3: path: 1 fields where the header has 2"),
        ("channel,conversions\nA,1\n", "1: path: the column is missing"),
    ],
)
def test_a_bad_row_is_named(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "paths.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match="paths.csv:") as caught:
        call_command("attribute", str(file))
    assert str(caught.value) == f"{file}:{message}"
    assert caught.value.returncode == 2


def test_a_missing_file_is_one_line() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("attribute", "/nowhere/paths.csv")


def test_a_half_life_of_nothing_is_refused(file: Path) -> None:
    with pytest.raises(CommandError, match="--half-life"):
        call_command("attribute", str(file), "--half-life", "0")
