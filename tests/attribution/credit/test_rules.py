"""Credit rules on the worked example T1 of the attribution reference, and what holds for all of them."""

from pathlib import Path as File

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from attribution.credit.paths import Path
from attribution.credit.rule import CreditRule
from attribution.credit.services import attribute
from compliance.registry import members

RULES = members("CREDIT_RULES", CreditRule)
T1 = """path,conversions,value,nulls
A > B,2,30,3
B,1,10,2
A > C > A,1,25,1
C,0,0,4
A > A > B,1,5,0
"""
EXPECTED = {
    "first": {"A": (4, 60), "B": (1, 10), "C": (0, 0)},
    "last": {"A": (1, 25), "B": (4, 45), "C": (0, 0)},
    "linear": {"A": (7 / 3, 35), "B": (7 / 3, 80 / 3), "C": (1 / 3, 25 / 3)},
}


@pytest.mark.parametrize("rule", EXPECTED)
def test_the_worked_example(rule: str, tmp_path: File, capsys) -> None:
    file = tmp_path / "t1.csv"
    file.write_text(T1)
    call_command("attribute", str(file), "--rule", rule, "--format", "csv")
    rows = [line.split(",") for line in capsys.readouterr().out.split()[1:]]
    assert {c: (float(n), float(v)) for c, n, v in rows} == {
        k: pytest.approx(v) for k, v in EXPECTED[rule].items()
    }


@pytest.mark.parametrize("rule", RULES)
@given(
    rows=st.lists(
        st.tuples(
            st.lists(st.sampled_from("abcdef"), min_size=1, max_size=9),
            st.integers(0, 50),
            st.floats(-1e6, 1e6),
        ),
        max_size=20,
    )
)
def test_credit_sums_to_the_total(rule: str, rows: list) -> None:
    credits = attribute((Path(tuple(c), n, v, 0) for c, n, v in rows), RULES[rule]())
    assert sum(c.conversions for c in credits.values()) == pytest.approx(sum(n for _, n, _ in rows), rel=1e-9)
    assert sum(c.value for c in credits.values()) == pytest.approx(
        sum(v for _, _, v in rows), rel=1e-9, abs=1e-6
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_single_touch_gets_all(rule: str) -> None:
    assert list(RULES[rule]().weights(1)) == [1.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("path,conversions\nA > > B,1\n", "2: path: an empty channel in 'A > > B'"),
        ("path,conversions\nA,one\n", "2: conversions: no number: 'one'"),
        ("path,conversions\nA,1\nB,-1\n", "3: conversions: -1 is out of range"),
        ("path,conversions,value\nA,1,nan\n", "2: value: nan is out of range"),
        ("channel,conversions\nA,1\n", "1: path: the column is missing"),
    ],
)
def test_a_bad_row_is_named(text: str, message: str, tmp_path: File) -> None:
    file = tmp_path / "paths.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match="paths.csv:") as caught:
        call_command("attribute", str(file))
    assert str(caught.value) == f"{file}:{message}"
    assert caught.value.returncode == 2


def test_a_missing_file_is_one_line() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("attribute", "/nowhere/paths.csv")
