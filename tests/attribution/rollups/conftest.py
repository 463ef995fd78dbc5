"""A few visits, calls and conversions with round figures."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from attribution.models import Conversion, ConversionRule, Match, Visit, Visitor
from calls.models import Call
from compliance.models import Account

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MakeVisit = Callable[..., Visit]
MakeCall = Callable[..., Call]


@pytest.fixture
def visit(account: Account) -> MakeVisit:
    """visit(campaign, at, visitor=None, **more)"""

    def make(campaign: str, at: datetime, visitor: Visitor | None = None, **more: str) -> Visit:
        own = visitor or Visitor.objects.create(first_seen=at, last_seen=at)
        values = {"channel": "Paid Search", "utm_source": "google", **more}
        return Visit.objects.create(visitor=own, started_at=at, last_seen=at, utm_campaign=campaign, **values)

    return make


@pytest.fixture
def call(account: Account) -> MakeCall:
    """call(at, (visit, probability), …, value=None, qualified_at=None, **more)"""

    def make(
        at: datetime,
        *matches: tuple[Visit, float],
        value: float | None = None,
        sure: float | None = None,
        qualified_at: datetime | None = None,
        **more: str,
    ) -> Call:
        number = str(Call.objects.count())
        made = Call.objects.create(source="import", external_id=number, start_time=at, **more)
        for one, probability in matches:
            Match.objects.create(call=made, visit=one, probability=probability, version="t")
        for key, when, worth in (("sale", at, value), ("qualified_call", qualified_at, 0)):
            if when is None or worth is None:
                continue
            rule, _ = ConversionRule.objects.get_or_create(
                key=key, defaults={"name": key, "counts_in_roas": key == "sale"}
            )
            Conversion.objects.create(
                call=made,
                rule=rule,
                key=f"{key}{made.pk}",
                occurred_at=when,
                value=worth,
                currency="USD",
                probability=sure,
            )
        return made

    return make
