"""Calls that cost something, of every sort."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from analytics.models import Evaluation
from attribution.models import Match, Visit, Visitor
from calls.models import Call, Outcome
from compliance.models import Account

NOON = datetime(2026, 11, 18, 20, 5, tzinfo=UTC)  # a Wednesday, 12:05 in Los Angeles
Make = Callable[..., Call]


@pytest.fixture
def make(account: Account) -> Make:
    """Makes a call with its candidate visits (`visits`: (source, campaign, probability) each)."""
    Account.objects.update(time_zone="America/Los_Angeles")
    numbers = count(1)

    def one(
        *visits: tuple[str, str, float],
        at: datetime = NOON,
        wait: int | None = 5,
        failed: bool = False,
        intent: str = "",
        **changes: Any,
    ) -> Call:
        call = Call.objects.create(
            **{
                "source": "import",
                "external_id": f"w{next(numbers)}",
                "state": Call.State.ENDED,
                "processing": Call.Processing.DONE,
                "start_time": at,
                "duration": 100,
                "answered": wait is not None,
                "answered_at": None if wait is None else at + timedelta(seconds=wait),
                **changes,
            }
        )
        for source, campaign, probability in visits:
            came(call, source, campaign, probability)
        if failed:
            Evaluation.objects.create(call=call, scorecard="s", version="1", score=10, critical_failed=True)
        if intent:
            Outcome.objects.create(
                call=call, dimension="intent", label=intent, source="machine", version="1", probability=0.9
            )
        return call

    return one


def came(call: Call, source: str, campaign: str, probability: float) -> None:
    """A candidate visit shortly before the call."""
    at = call.start_time - timedelta(minutes=3)
    visitor = Visitor.objects.create(first_seen=at, last_seen=at)
    visit = Visit.objects.create(
        visitor=visitor,
        started_at=at,
        last_seen=at,
        channel="Paid Search",
        utm_source=source,
        utm_medium="cpc",
        utm_campaign=campaign,
    )
    Match.objects.create(call=call, visit=visit, probability=probability, version="1")
