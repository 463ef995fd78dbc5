"""Check digits. A failed check never clears a number: recognisers drop, add and swap digits."""

from __future__ import annotations


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B (card numbers)."""
    total = 0
    for position, char in enumerate(reversed(digits)):
        value = int(char) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0


def passes_aba(digits: str) -> bool:
    """Routing numbers of US banks: nine digits, weights 3, 7, 1."""
    return len(digits) == 9 and sum(int(c) * w for c, w in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0
