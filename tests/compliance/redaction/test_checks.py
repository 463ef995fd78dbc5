from __future__ import annotations

import pytest

from compliance.redaction.checks import passes_aba, passes_luhn


@pytest.mark.parametrize(
    ("digits", "valid"), [("4111111111111111", True), ("4111111111111112", False), ("", False)]
)
def test_luhn(digits: str, valid: bool) -> None:
    assert passes_luhn(digits) is valid


@pytest.mark.parametrize(
    ("digits", "valid"), [("021000021", True), ("021000022", False), ("02100002", False)]
)
def test_aba(digits: str, valid: bool) -> None:
    assert passes_aba(digits) is valid
