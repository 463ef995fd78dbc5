"""Totals of calls by the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from compliance.accounts.api_keys import create_api_key
from compliance.models import Account
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def api(account: Account) -> Client:
    Account.objects.filter(pk=account.pk).update(time_zone="America/Los_Angeles")
    _, key = create_api_key(name="reports", scopes=["reports.view", "calls.view"])
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def calls(account: Account) -> None:
    told_call(NOON, number=1)
    told_call(NOON + timedelta(hours=9), number=2, campaign="heat pumps", duration=40)
    told_call(NOON + timedelta(days=2), number=3, answered=False, first_call=False)


def ask(api: Client, path: str) -> Any:
    answer = api.get(f"/api/v1/calls/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_all_calls_together(api: Client, calls: None) -> None:
    found = ask(api, "summary")
    assert (found["group_by"], found["groups"]) == (None, [])
    assert found["total"] == {
        "total_calls": 3,
        "answered_calls": 2,
        "missed_calls": 1,
        "first_time_callers": 2,
        "leads": 3,
        "conversions": 3,
        "value": 450.0,
        "average_duration": pytest.approx(80 / 3),
        "average_score": 87.5,
        "key": "",
        "name": "Total",
    }


def test_by_campaign_and_only_some_fields(api: Client, calls: None) -> None:
    found = ask(api, "summary?group_by=campaign&fields=key,total_calls,value")
    assert found["groups"] == [
        {"key": "furnaces", "total_calls": 2, "value": 300.0},
        {"key": "heat pumps", "total_calls": 1, "value": 150.0},
    ]
    assert found["total"] == {"key": "", "total_calls": 3, "value": 450.0}


def test_the_filters_are_those_of_the_list(api: Client, calls: None) -> None:
    assert ask(api, "summary?campaign=heat pumps")["total"]["total_calls"] == 1
    assert ask(api, "summary?answered=false")["total"]["total_calls"] == 1
    assert ask(api, "summary?search=furnace")["total"]["total_calls"] == 3
    assert ask(api, "summary?end_date=2026-11-20")["total"]["total_calls"] == 2


@pytest.mark.parametrize(
    "by", ["agent", "hour", "weekday", "intent", "lead_status", "answered", "phone_number"]
)
def test_every_grouping_adds_up(api: Client, calls: None, by: str) -> None:
    found = ask(api, f"summary?group_by={by}")
    assert sum(group["total_calls"] for group in found["groups"]) == 3


def test_the_days_are_the_accounts(api: Client, calls: None) -> None:
    found = ask(api, "timeseries?start_date=2026-11-20&end_date=2026-11-22&fields=start,total_calls")
    assert found["points"] == [
        {"start": "2026-11-20T00:00:00-08:00", "total_calls": 2},
        {"start": "2026-11-21T00:00:00-08:00", "total_calls": 0},
        {"start": "2026-11-22T00:00:00-08:00", "total_calls": 1},
    ]
    assert (found["start_date"], found["end_date"], found["interval"]) == ("2026-11-20", "2026-11-22", "day")


def test_a_series_by_group(api: Client, calls: None) -> None:
    found = ask(
        api,
        "timeseries?start_date=2026-11-01&end_date=2026-11-30&interval=month&group_by=campaign&fields=key,total_calls",
    )
    assert found["points"] == [
        {"key": "furnaces", "total_calls": 2},
        {"key": "heat pumps", "total_calls": 1},
    ]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("summary?group_by=colour", "#/group_by"),
        ("timeseries?interval=minute", "#/interval"),
        ("timeseries?start_date=2025-01-01&end_date=2026-11-30", "#/interval"),
        ("timeseries?start_date=soon", "#/start_date"),
        ("summary?min_duration=long", "#/min_duration"),
    ],
)
def test_what_cannot_be_asked_is_named(api: Client, path: str, pointer: str) -> None:
    answer = api.get(f"/api/v1/calls/{path}")
    assert answer.status_code == 400
    assert [error["pointer"].removesuffix("/0") for error in answer.json()["errors"]] == [pointer]


def test_counts_do_not_tell_what_nobody_may_read(account: Account, client: Client) -> None:
    _, key = create_api_key(name="reports", scopes=["reports.view"])
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/calls/summary", headers=headers).status_code == 200
    for path in ("summary", "timeseries"):
        assert client.get(f"/api/v1/calls/{path}?search=furnace", headers=headers).status_code == 403
