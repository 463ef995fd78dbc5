"""What a person does with the list: order, columns, own calls, bulk changes, preview, CSV."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from analytics.library.orders import ORDERS
from calls.models import Agent, Call, Tag
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.analytics.library.test_pages import ids
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def calls(account: Account) -> list[Call]:
    return [
        told_call(NOON, number=1, duration=30),
        told_call(NOON + timedelta(minutes=1), number=2, duration=None),
        told_call(NOON + timedelta(minutes=2), number=3, duration=90),
    ]


def shown(client: Client, query: str) -> list[int]:
    return ids(client.get(f"/calls/?{query}").content.decode())


def test_the_order_is_the_one_asked_for(owner: Client, calls: list[Call]) -> None:
    first, second, third = (call.pk for call in calls)
    assert shown(owner, "") == [third, second, first]
    assert shown(owner, "sort=start_time") == [first, second, third]
    assert shown(owner, "sort=-duration") == [third, first, second]
    assert shown(owner, "sort=duration") == [second, first, third]
    assert shown(owner, "sort=password") == [third, second, first]


@pytest.mark.parametrize("sort", [sign + key for key in ORDERS for sign in ("", "-")])
def test_paging_there_and_back_shows_every_call_once(
    owner: Client, calls: list[Call], sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("compliance.lists.list_page.__defaults__", (1,))
    seen, mark = [], ""
    for _ in calls:
        answer = owner.get("/calls/", {"sort": sort, "before": mark})
        seen += ids(answer.content.decode())
        mark = answer.context["page"].older
    assert sorted(seen) == sorted(call.pk for call in calls)
    assert mark == ""
    back = owner.get("/calls/", {"sort": sort, "after": answer.context["page"].newer})
    assert ids(back.content.decode()) == [seen[1]]


@pytest.mark.parametrize("mark", ["x", "[]", '["2026",1]', '["2026-11-20T20:05:00", 1]', "null", '{"a":1}'])
def test_a_broken_mark_is_the_first_page(owner: Client, calls: list[Call], mark: str) -> None:
    assert len(ids(owner.get("/calls/", {"before": mark}).content.decode())) == 3


def test_totals_are_those_of_all_that_fit(owner: Client, calls: list[Call]) -> None:
    page = owner.get("/calls/?min_duration=60").content.decode()
    assert "<b>1 call</b> · 1 answered · 1 leads · 1 conversions · $150 · on average 1:30" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("source=google", 3),
        ("source=(none)", 0),
        ("keyword=furnace+repair", 3),
        ("agent=(none)", 0),
        ("agent=x", 0),
        ("agent=99999999999999999999", 0),
        ("phone_number=(none)", 3),
        ("min_score=80&max_score=90", 3),
        ("min_score=90", 0),
        ("max_duration=40", 1),
        ("lead=true", 3),
        ("lead=false", 0),
        ("closed=true", 3),
        ("missed=true", 0),
        ("missed=false", 3),
        ("hour=20", 3),
        ("hour=8", 0),
        ("weekday=5", 3),
        ("weekday=1", 0),
        ("delivery_state=accepted", 3),
        ("delivery_state=(none)", 0),
        ("sentiment=positive", 3),
        ("tag=vip", 1),
        ("min_duration=abc", 3),
    ],
)
def test_more_filters(owner: Client, calls: list[Call], query: str, count: int) -> None:
    calls[0].tags.add(Tag.objects.create(name="vip"))
    assert len(shown(owner, query)) == count


def test_columns_are_chosen_in_the_address(owner: Client, calls: list[Call]) -> None:
    page = owner.get("/calls/?columns=keyword&columns=tags").content.decode()
    assert 'data-column="keyword">furnace repair</td>' in page
    assert 'data-column="campaign"' not in page
    assert 'data-column="campaign"' in owner.get("/calls/?columns=nonsense").content.decode()


def test_an_agent_sees_the_own_calls_only(account: Account, client: Client, calls: list[Call]) -> None:
    member = MembershipFactory(account=account, role=Role.AGENT)
    other = Agent.objects.create(name="Kim")
    Agent.objects.filter(name="Dana").update(user=member.user)
    Call.objects.filter(pk=calls[0].pk).update(agent=other)
    client.force_login(member.user)
    assert shown(client, "") == [calls[2].pk, calls[1].pk]
    assert client.get(f"/calls/{calls[1].pk}/").status_code == 200
    for path in ("", "preview/", "progress/"):
        assert client.get(f"/calls/{calls[0].pk}/{path}").status_code == 404
    assert (
        client.post("/calls/change/", {"ids": [calls[1].pk], "lead_status": "good_lead"}).status_code == 403
    )


def test_ticked_calls_are_changed_together(owner: Client, calls: list[Call]) -> None:
    answer = owner.post(
        "/calls/change/",
        {
            "ids": [calls[0].pk, calls[2].pk],
            "lead_status": "good_lead",
            "add_tags": "vip, big job",
            "remove_tags": "",
            "skip_empty": "1",
            "next": "/calls/?sort=duration",
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, "/calls/?sort=duration")
    changed = Call.objects.filter(lead_status="good_lead").order_by("pk")
    assert [call.pk for call in changed] == [calls[0].pk, calls[2].pk]
    assert sorted(changed[0].tags.values_list("name", flat=True)) == ["big job", "vip"]
    assert AuditEvent.objects.filter(action="call.edited").count() == 2


def test_a_bulk_change_leaves_other_accounts_alone(owner: Client, calls: list[Call]) -> None:
    other = AccountFactory()
    with use_account(other.pk):
        theirs = told_call(NOON)
    owner.post("/calls/change/", {"ids": [theirs.pk], "lead_status": "good_lead", "skip_empty": "1"})
    with use_account(other.pk):
        theirs.refresh_from_db()
    assert theirs.lead_status == "unknown"


def test_a_bad_bulk_change_says_so_and_changes_nothing(owner: Client, calls: list[Call]) -> None:
    answer = owner.post(
        "/calls/change/", {"ids": [calls[0].pk], "lead_status": "superb", "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/calls/"
    assert "Choose one of: unknown, good_lead, not_a_lead." in owner.get("/calls/").content.decode()
    assert not AuditEvent.objects.filter(action="call.edited").exists()


def test_the_preview_is_short(owner: Client, calls: list[Call]) -> None:
    page = owner.get(f"/calls/{calls[0].pk}/preview/").content.decode()
    assert "<html" not in page
    assert "Appointment booked" in page
    assert "Northwind Heating and Air, how can I help?" in page
    assert "[CARD_1]" in page


def test_the_csv_has_all_that_fit_in_order(owner: Client, calls: list[Call]) -> None:
    Call.objects.filter(pk=calls[0].pk).update(note="=1+1")
    answer = owner.get("/calls.csv?sort=duration&answered=true")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [int(row["id"]) for row in rows] == [calls[1].pk, calls[0].pk, calls[2].pk]
    assert rows[1]["note"] == "'=1+1"
    assert rows[1]["utm_campaign"] == "furnaces"
