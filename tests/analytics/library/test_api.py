"""The calls in the API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from analytics.summaries.index import rebuild
from attribution.models import Conversion, ConversionRule
from calls.models import Agent, Call
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def api(account: Account) -> Client:
    _, key = create_api_key(name="reader", scopes=["calls.view"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_call_is_flat_and_complete(api: Client) -> None:
    call = told_call(NOON)
    found = api.get(f"/api/v1/calls/{call.pk}").json()
    expected = {
        "id": call.pk,
        "direction": "inbound",
        "customer_phone_number": "+14155557001",
        "tracking_phone_number": "+16285551000",
        "start_time": "2026-11-20T20:05:00Z",
        "duration": 20,
        "answered": True,
        "first_call": True,
        "voicemail": None,
        "agent_name": "Dana",
        "lead_status": "unknown",
        "value": 150.0,
        "tags": [],
        "utm_campaign": "furnaces",
        "utm_term": "furnace repair",
        "gclid": "Cj0KCQiA1234567890",
        "msclkid": None,
        "fbp": None,
        "landing_page_url": "https://northwind.example/furnace?gclid=Cj0KCQiA1234567890",
        "match_probability": 0.9,
        "score": 87.5,
        "delivery_state": "accepted",
    }
    assert {name: found[name] for name in expected} == expected
    assert found["outcome"]["label"] == "appointment_booked"
    assert found["outcome"]["probability"] == 0.91
    assert found["outcome"]["evidence"][0]["start"] == 11.0
    assert found["milestones"]["first_touch"]["event_date"] == "2026-11-20T20:01:00Z"
    assert found["milestones"]["first_touch"]["campaign"] == "furnaces"
    assert found["milestones"]["qualified"]["event_date"] == "2026-11-20T20:05:00Z"
    assert "transcript" not in found


def test_a_call_without_a_visit_says_null(api: Client) -> None:
    call = told_call(NOON)
    call.matches.all().delete()
    call.outcomes.all().delete()
    call.conversions.all().delete()
    found = api.get(f"/api/v1/calls/{call.pk}").json()
    for name in ("utm_source", "gclid", "channel", "match_probability", "intent", "outcome", "value"):
        assert found[name] is None, name
    assert found["milestones"]["first_touch"] is None
    assert found["milestones"]["qualified"] is None
    assert found["milestones"]["lead_created"]["campaign"] is None


def test_a_conversion_outside_roas_adds_no_value(api: Client) -> None:
    call = told_call(NOON)
    rule = ConversionRule.objects.create(key="long", name="Long call", counts_in_roas=False)
    Conversion.objects.create(call=call, rule=rule, key="long-1", occurred_at=NOON, value=40, currency="USD")
    assert api.get(f"/api/v1/calls/{call.pk}").json()["value"] == 150.0
    Call.objects.filter(pk=call.pk).update(value=99)
    assert api.get(f"/api/v1/calls/{call.pk}").json()["value"] == 99.0


def test_the_transcript_comes_on_request(api: Client) -> None:
    call = told_call(NOON)
    found = api.get(f"/api/v1/calls/{call.pk}?include=transcript&fields=id").json()
    assert set(found) == {"id", "transcript"}
    assert found["transcript"][1] == {
        "speaker": "caller",
        "start": 4.0,
        "end": 8.75,
        "text": "My furnace quit, can someone come tomorrow? My card is [CARD_1] okay",
    }


def test_fields_and_filters_and_pages(api: Client) -> None:
    calls = [told_call(NOON + timedelta(hours=n), number=n) for n in range(3)]
    first = api.get("/api/v1/calls?per_page=2&fields=id,duration").json()
    assert first["results"] == [{"id": calls[2].pk, "duration": 20}, {"id": calls[1].pk, "duration": 20}]
    second = api.get(first["next"].removeprefix("http://testserver")).json()
    assert [row["id"] for row in second["results"]] == [calls[0].pk]
    assert second["next"] is None
    found = api.get("/api/v1/calls?search=furnace&answered=false").json()
    assert found["results"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("fields=id,colour", "#/fields"), ("outcome=marvellous", "#/outcome"), ("start_date=x", "#/start_date")],
)
def test_what_cannot_be_used_is_named(api: Client, query: str, pointer: str) -> None:
    answer = api.get(f"/api/v1/calls?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["pointer"].split("/0")[0] for error in answer.json()["errors"]] == [pointer]


def test_keys_see_their_own_account_and_scope_only(api: Client, account: Account) -> None:
    other = AccountFactory()
    with use_account(other.pk):
        foreign = told_call(NOON)
    assert api.get(f"/api/v1/calls/{foreign.pk}").status_code == 404
    assert api.get("/api/v1/calls").json()["results"] == []
    with use_account(account.pk):
        _, key = create_api_key(name="costs", scopes=["costs.import"])
    assert api.get("/api/v1/calls", headers={"Authorization": f"Bearer {key}"}).status_code == 403
    assert Client().get("/api/v1/calls").status_code == 401
    assert api.post("/api/v1/calls", {}, content_type="application/json").status_code == 405


def test_the_list_takes_the_same_queries_for_any_length(
    api: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    told_call(NOON)
    api.get("/api/v1/calls")
    with django_assert_num_queries(12):
        api.get("/api/v1/calls")
    for n in range(2, 7):
        told_call(NOON, number=n)
    api.get("/api/v1/calls")
    with django_assert_num_queries(12):
        api.get("/api/v1/calls")


def test_few_fields_of_the_call_itself_cost_few_queries(
    api: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = told_call(NOON)
    api.get("/api/v1/calls")
    with django_assert_num_queries(4):
        found = api.get("/api/v1/calls?fields=id,agent_name,duration").json()["results"]
    assert found == [{"id": call.pk, "agent_name": "Dana", "duration": 20}]
    assert api.get("/api/v1/calls?fields=id,value").json()["results"] == [{"id": call.pk, "value": 150.0}]
    assert api.get("/api/v1/calls?fields=id,tags").json()["results"] == [{"id": call.pk, "tags": []}]


def test_an_agent_reads_the_own_calls_and_no_others(account: Account, client: Client) -> None:
    mine, theirs = told_call(NOON), told_call(NOON, number=2, agent=Agent.objects.create(name="Lee"))
    member = MembershipFactory(account=account, role=Role.AGENT)
    client.force_login(member.user)
    assert client.get("/api/v1/calls").json()["results"] == []
    Agent.objects.filter(pk=mine.agent_id).update(user=member.user)
    rebuild()
    assert [row["id"] for row in client.get("/api/v1/calls").json()["results"]] == [mine.pk]
    lines = b"".join(client.get("/api/v1/calls?format=csv&fields=id").streaming_content)
    assert lines.decode().split() == ["id", str(mine.pk)]
    assert client.get(f"/api/v1/calls/{mine.pk}").json()["id"] == mine.pk
    assert client.get(f"/api/v1/calls/{theirs.pk}").status_code == 404
    change = client.patch(f"/api/v1/calls/{mine.pk}", {"note": "x"}, content_type="application/json")
    assert change.status_code == 403
    mine.refresh_from_db()
    assert mine.note == ""


def test_no_key_has_calls_of_its_own(account: Account) -> None:
    with pytest.raises(ValueError, match=r"unknown scopes: own_calls\.view"):
        create_api_key(name="agent", scopes=["own_calls.view"])


def test_a_key_counts_before_an_agents_session(api: Client, account: Account) -> None:
    call = told_call(NOON)
    api.force_login(MembershipFactory(account=account, role=Role.AGENT).user)
    assert api.get(f"/api/v1/calls/{call.pk}").status_code == 200
