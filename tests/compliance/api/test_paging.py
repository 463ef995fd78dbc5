"""Paging and files of lists, tried with calls."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from calls.models import Call
from compliance.accounts.api_keys import create_api_key
from compliance.api import paging
from compliance.models import Account

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def api(account: Account) -> Client:
    _, key = create_api_key(name="reader", scopes=["calls.view"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def rung(n: int, **changes: Any) -> Call:
    values = {"source": "import", "external_id": f"c{n}", "start_time": NOON + timedelta(minutes=n)}
    return Call.objects.create(**{**values, "state": "ended", **changes})


def walk(api: Client, query: str, direction: str = "next") -> list[list[int]]:
    pages, address = [], f"/api/v1/calls?fields=id&{query}"
    while address:
        found = api.get(address).json()
        pages.append([row["id"] for row in found["results"]])
        address = (found[direction] or "").removeprefix("http://testserver")
    return pages


@pytest.mark.parametrize("sort", ["start_time", "-start_time", "duration", "-duration"])
def test_every_row_comes_once_in_order_with_ties_and_nulls(api: Client, sort: str) -> None:
    lengths = [None, 30, 30, 0, None, 90, 30]
    calls = [rung(n, duration=length) for n, length in enumerate(lengths)]
    key = {
        "start_time": lambda call: (call.start_time, call.pk),
        "duration": lambda call: (-1 if call.duration is None else call.duration, call.pk),
    }[sort.removeprefix("-")]
    expected = [call.pk for call in sorted(calls, key=key, reverse=sort.startswith("-"))]
    pages = walk(api, f"sort={sort}&per_page=2")
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [pk for page in pages for pk in page] == expected


def test_the_way_back_is_the_way_there(api: Client) -> None:
    calls = [rung(n) for n in range(5)]
    newest = [call.pk for call in reversed(calls)]
    first = api.get("/api/v1/calls?fields=id&per_page=2").json()
    assert first["previous"] is None
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    assert (third["next"], [row["id"] for row in third["results"]]) == (None, newest[4:])
    back = api.get(third["previous"]).json()
    assert [row["id"] for row in back["results"]] == newest[2:4]
    start = api.get(back["previous"]).json()
    assert [row["id"] for row in start["results"]] == newest[:2]
    assert start["previous"] is None


def test_rows_that_arrive_neither_repeat_nor_hide_others(api: Client) -> None:
    calls = [rung(n) for n in range(4)]
    first = api.get("/api/v1/calls?fields=id&per_page=2").json()
    rung(99)
    second = api.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [calls[1].pk, calls[0].pk]


def test_a_cursor_of_another_order_is_refused(api: Client) -> None:
    for n in range(3):
        rung(n)
    mark = api.get("/api/v1/calls?per_page=1").json()["next"]
    answer = api.get(f"{mark}&sort=duration")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("#/cursor")


def test_a_file_has_all_rows_of_all_batches(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "BATCH", 2)
    calls = [rung(n, note="=1+1" if n == 0 else "fine; thanks") for n in range(5)]
    answer = api.get("/api/v1/calls?format=csv&fields=id,note,answered,tags&sort=start_time&per_page=1")
    assert answer.streaming
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode())))
    assert rows[0] == ["id", "answered", "tags", "note"]
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row["id"] for row in table] == [str(call.pk) for call in calls]
    assert table[0]["note"] == "'=1+1"
    assert (table[1]["note"], table[1]["answered"], table[1]["tags"]) == ("fine; thanks", "", "")
    assert answer["Content-Disposition"] == 'attachment; filename="calls.csv"'


def test_a_file_has_nothing_of_the_filtered_out(api: Client) -> None:
    rung(1, direction="outbound")
    kept = rung(2)
    answer = api.get("/api/v1/calls?direction=inbound&fields=id", headers={"Accept": "text/csv"})
    assert answer.getvalue().decode() == f"id\n{kept.pk}\n"
