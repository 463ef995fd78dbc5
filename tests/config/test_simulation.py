"""`manage.py simulate`: two kinds of history, and sums of reports that fit their rows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max, Sum

from attribution.models import (
    CallDay,
    Conversion,
    CreditDay,
    JourneyStep,
    Match,
    StaleDay,
    Touchpoint,
    Visit,
    VisitDay,
)
from attribution.reports.report import Question
from attribution.reports.roas import roas
from calls.models import Call
from compliance.models import Account
from compliance.tenancy import use_account


def test_a_crowd_has_the_sums_of_its_rows(db: None, capsys) -> None:
    call_command("simulate", "--crowd", "--calls", "400", "--days", "6", "--account", "crowd")
    assert "400 calls, " in capsys.readouterr().out
    with use_account(Account.objects.get(slug="crowd").pk):
        today = datetime.now(UTC).date()
        assert (Call.objects.count(), StaleDay.objects.filter(day__lt=today).count()) == (400, 0)
        assert Touchpoint.objects.count() > Visit.objects.count() > 700
        assert VisitDay.objects.aggregate(n=Sum("visits"))["n"] == Visit.objects.count()
        told = CallDay.objects.aggregate(
            calls=Sum("calls"), conversions=Sum("conversions"), value=Sum("value")
        )
        assert told["calls"] == 400
        assert told["conversions"] == Conversion.objects.count() > 50
        credited = CreditDay.objects.filter(rule="linear").aggregate(calls=Sum("calls"))["calls"]
        assert credited == pytest.approx(Match.objects.aggregate(p=Sum("probability"))["p"])
        steps = JourneyStep.objects.values("match_id").annotate(most=Max("back"), touches=Max("touches"))
        assert all(row["most"] == row["touches"] for row in steps)
        found = roas(Question(today - timedelta(days=30), today, "keyword", "last"))
        assert found.total.value == pytest.approx(float(told["value"]))
        assert found.paid.cost
        assert found.paid.value > 0


def test_the_triggers_are_back_after_a_crowd(db: None) -> None:
    call_command("simulate", "--crowd", "--calls", "20", "--days", "2", "--account", "crowd")
    with use_account(Account.objects.get(slug="crowd").pk):
        Match.objects.update(probability=0.5)
        assert set(JourneyStep.objects.values_list("probability", flat=True)) == {0.5}
        assert StaleDay.objects.exists()


def test_an_account_with_calls_is_left_alone(account: Account) -> None:
    Call.objects.create(source="import", external_id="1", start_time=datetime.now(UTC))
    with pytest.raises(CommandError, match="has calls already"):
        call_command("simulate", "--crowd", "--calls", "5", "--account", account.slug)
