"""The moments reports are due, across changes of the clock."""

from datetime import UTC, datetime

import pytest

from attribution.schedules.cadence import next_time


@pytest.mark.parametrize(("cadence", "hour", "zone", "after", "due"), [
    ("daily", 7, "UTC", "2026-11-20T06:59", "2026-11-20T07:00"),
    ("daily", 7, "UTC", "2026-11-20T07:00", "2026-11-21T07:00"),
    ("daily", 7, "America/Los_Angeles", "2026-11-21T02:00", "2026-11-21T15:00"),
    # Clocks go forward on March 8, 2026 at 2:00 and back on November 1, 2026 at 2:00.
    ("daily", 7, "America/Los_Angeles", "2026-03-07T15:00", "2026-03-08T14:00"),
    ("daily", 2, "America/Los_Angeles", "2026-03-07T10:00", "2026-03-08T10:00"),
    ("daily", 2, "America/Los_Angeles", "2026-03-08T10:00", "2026-03-09T09:00"),
    ("daily", 1, "America/Los_Angeles", "2026-10-31T08:00", "2026-11-01T08:00"),
    ("daily", 1, "America/Los_Angeles", "2026-11-01T08:00", "2026-11-02T09:00"),
    ("daily", 0, "Asia/Kolkata", "2026-11-20T00:00", "2026-11-20T18:30"),
    ("weekly", 7, "UTC", "2026-11-20T12:00", "2026-11-23T07:00"),
    ("weekly", 7, "UTC", "2026-11-23T07:00", "2026-11-30T07:00"),
    ("weekly", 7, "Pacific/Auckland", "2026-11-20T12:00", "2026-11-22T18:00"),
    ("monthly", 7, "UTC", "2026-11-01T07:00", "2026-12-01T07:00"),
    ("monthly", 23, "America/Los_Angeles", "2026-11-30T12:00", "2026-12-02T07:00"),
    ("monthly", 7, "UTC", "2026-12-15T00:00", "2027-01-01T07:00"),
])  # fmt: skip
def test_the_next_moment(cadence: str, hour: int, zone: str, after: str, due: str) -> None:
    found = next_time(cadence, hour, zone, datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_year_has_one_moment_each_day() -> None:
    at, days = datetime(2026, 1, 1, tzinfo=UTC), []
    while at.year == 2026:
        at = next_time("daily", 2, "Europe/Berlin", at)
        days.append(at.date())
    assert len(days) == len(set(days)) == 366
