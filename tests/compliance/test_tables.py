"""Cells of CSV files."""

import pytest

from compliance.tables import Cell, harmless


@pytest.mark.parametrize("cell", ["+14155550123", "-12.50", "-3", -3, -1.5, None, "a=1", ""])
def test_numbers_and_plain_text_stay(cell: Cell) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1-1", "+1(2)", "-A1", "@x", "\t=1", "+", "-1\n", "+1;=2"])
def test_formulas_get_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == "'" + cell
