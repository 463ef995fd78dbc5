"""Totals by group and over time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from analytics.models import CallIndex
from analytics.summaries.groups import GROUPINGS, Totals, grouped, totals
from analytics.summaries.index import refresh
from analytics.summaries.series import TooManyPoints, series
from calls.models import Call, Outcome
from compliance.models import Account
from tests.factories.stories import told_call

ZONE = "America/Los_Angeles"
# 2026-11-20 is a Friday; 07:30 UTC is half past eleven in the evening before in Los Angeles.
LATE = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@pytest.fixture
def calls(account: Account) -> list[Call]:
    rows = [
        told_call(LATE, number=1),
        told_call(LATE + timedelta(hours=12), number=2, campaign="ac", duration=40),
        told_call(LATE + timedelta(days=1), number=3, answered=False, first_call=False, duration=None),
    ]
    refresh()
    return rows


def test_totals_of_all(calls: list[Call]) -> None:
    assert totals(CallIndex.objects.all()) == Totals(3, 2, 1, 2, 3, 3, Decimal(450), 30.0, 87.5)


def test_totals_of_nothing(account: Account) -> None:
    assert totals(CallIndex.objects.all()) == Totals(0, 0, 0, 0, 0, 0, Decimal(0), None, None)


def test_groups_come_largest_first(calls: list[Call]) -> None:
    found = grouped(CallIndex.objects.all(), "campaign", ZONE)
    assert [(group.key, group.totals.total_calls) for group in found] == [("furnaces", 2), ("ac", 1)]
    assert found[0].totals.value == Decimal(300)


def test_an_agent_group_is_keyed_by_id_and_named(calls: list[Call]) -> None:
    assert [(group.key, group.name) for group in grouped(CallIndex.objects.all(), "agent", ZONE)] == [
        (str(calls[0].agent_id), "Dana")
    ]


def test_hours_and_weekdays_are_the_accounts(calls: list[Call]) -> None:
    hours = {group.key: group.totals.total_calls for group in grouped(CallIndex.objects.all(), "hour", ZONE)}
    assert hours == {"23": 2, "11": 1}
    days = {
        group.key: group.totals.total_calls for group in grouped(CallIndex.objects.all(), "weekday", ZONE)
    }
    assert days == {"4": 1, "5": 2}


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_adds_up_in_two_queries(calls, by: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        found = grouped(CallIndex.objects.all(), by, ZONE)
    assert sum(group.totals.total_calls for group in found) == 3


def test_groups_of_verdicts_are_what_the_filters_find(calls: list[Call], owner: Client) -> None:
    Outcome.objects.filter(call=calls[0], dimension="outcome").update(abstained=True)
    Outcome.objects.filter(call=calls[1], dimension="outcome").delete()
    refresh()
    found = grouped(CallIndex.objects.all(), "outcome", ZONE)
    counts = {group.key: group.totals.total_calls for group in found}
    assert counts == {"unsure": 1, "(none)": 1, "appointment_booked": 1}
    for key, count in counts.items():
        assert owner.get("/calls/", {"outcome": key}).context["listing"].totals.total_calls == count


def test_an_unknown_grouping_is_refused(calls: list[Call]) -> None:
    with pytest.raises(KeyError):
        grouped(CallIndex.objects.all(), "password", ZONE)


def test_a_series_has_every_day_of_the_accounts_zone(calls: list[Call]) -> None:
    points = series(CallIndex.objects.all(), date(2026, 11, 18), date(2026, 11, 20), "day", ZONE)
    assert [(point.start.date(), point.totals.total_calls) for point in points] == [
        (date(2026, 11, 18), 0),
        (date(2026, 11, 19), 1),
        (date(2026, 11, 20), 2),
    ]
    assert points[0].start == datetime(2026, 11, 18, tzinfo=ZoneInfo(ZONE))


def test_weeks_begin_on_monday_and_months_on_the_first(calls: list[Call]) -> None:
    weeks = series(CallIndex.objects.all(), date(2026, 11, 10), date(2026, 11, 20), "week", ZONE)
    assert [(point.start.date(), point.totals.total_calls) for point in weeks] == [
        (date(2026, 11, 9), 0),
        (date(2026, 11, 16), 3),
    ]
    months = series(CallIndex.objects.all(), date(2026, 10, 5), date(2026, 11, 30), "month", ZONE)
    assert [(point.start.date(), point.totals.total_calls) for point in months] == [
        (date(2026, 10, 1), 0),
        (date(2026, 11, 1), 3),
    ]


def test_the_hour_a_clock_change_repeats_loses_no_call(account: Account) -> None:
    for n, minute in enumerate((30, 90)):  # 01:30 twice, on 2026-11-01
        told_call(datetime(2026, 11, 1, 8, tzinfo=UTC) + timedelta(minutes=minute - 30), number=n + 1)
    refresh()
    points = series(CallIndex.objects.all(), date(2026, 11, 1), date(2026, 11, 1), "hour", ZONE)
    assert len(points) == 25
    assert sum(point.totals.total_calls for point in points) == 2


def test_a_grouped_series_has_the_groups_that_occur(calls: list[Call]) -> None:
    points = series(
        CallIndex.objects.all(), date(2026, 11, 1), date(2026, 11, 30), "day", ZONE, by="campaign"
    )
    assert [(point.start.day, point.key, point.totals.total_calls) for point in points] == [
        (19, "furnaces", 1),
        (20, "ac", 1),
        (20, "furnaces", 1),
    ]


def test_too_many_points_are_refused(account: Account) -> None:
    with pytest.raises(TooManyPoints):
        series(CallIndex.objects.all(), date(2026, 1, 1), date(2026, 3, 1), "hour", ZONE)
