"""A call in which a card number was left in clear."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from calls.models import Call
from compliance.models import Account
from tests.factories.stories import recorded, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hooks(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What a repair does after its transaction, which a test's own transaction would keep from happening."""
    kept: list[Callable[[], None]] = []
    monkeypatch.setattr("calls.redaction.repair.on_commit", lambda hook, **_: kept.append(hook))
    return kept


@pytest.fixture
def call(account: Account) -> Call:
    """Its second turn is "My furnace quit, can someone come tomorrow? My card is [CARD_1] okay"."""
    call = told_call(NOON)
    recorded(call)
    return call
