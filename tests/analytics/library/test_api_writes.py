"""Changing calls by the API."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from attribution.models import Conversion
from calls.models import Call, Outcome, Tag
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, AuditEvent
from tests.factories.accounts import MembershipFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def api(account: Account) -> Client:
    _, key = create_api_key(name="crm", scopes=["calls.view", "calls.edit"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def patch(api: Client, call: Call, changes: object) -> object:
    return api.patch(f"/api/v1/calls/{call.pk}", changes, content_type="application/json")


def test_a_call_is_changed_and_answered_as_it_is_now(api: Client) -> None:
    call = told_call(NOON)
    answer = patch(
        api,
        call,
        {
            "lead_status": "good_lead",
            "value": 80.5,
            "note": "Call back",
            "tags": ["vip"],
            "outcome": "sale_made",
        },
    )
    assert answer.status_code == 200
    found = answer.json()
    assert (found["lead_status"], found["value"], found["note"]) == ("good_lead", 80.5, "Call back")
    assert found["tags"] == ["vip"]
    assert (found["outcome"]["label"], found["outcome"]["source"]) == ("sale_made", "human")
    assert Outcome.objects.filter(call=call, dimension="outcome").count() == 2
    event = AuditEvent.objects.get(action="call.edited")
    assert event.actor.startswith("key:")
    assert "Call back" not in str(event.facts)


def test_only_what_is_sent_changes(api: Client) -> None:
    call = told_call(NOON, note="Keep me")
    call.tags.add(Tag.objects.create(name="kept"))
    found = patch(api, call, {"add_tags": ["vip"]}).json()
    assert (found["note"], found["tags"], found["lead_status"]) == ("Keep me", ["kept", "vip"], "unknown")
    assert patch(api, call, {"remove_tags": ["kept"]}).json()["tags"] == ["vip"]
    assert patch(api, call, {}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"lead_status": "maybe", "note": "lost"}, "#/lead_status"),
        ({"value": -1, "note": "lost"}, "#/value"),
        ({"value": "much"}, "#/value"),
        ({"note": 7}, "#/note"),
        ({"tags": "vip"}, "#/tags"),
        ({"outcome": "marvellous", "note": "lost"}, "#/outcome"),
        ({"duration": 5, "note": "lost"}, "#/duration"),
    ],
)
def test_a_change_that_cannot_be_is_named_and_nothing_changes(
    api: Client, changes: dict[str, object], pointer: str
) -> None:
    call = told_call(NOON)
    answer = patch(api, call, changes)
    assert answer.status_code == 400
    assert [error["pointer"].removesuffix("/0") for error in answer.json()["errors"]] == [pointer]
    call.refresh_from_db()
    assert (call.note, call.value, call.lead_status) == ("", None, "unknown")
    assert not AuditEvent.objects.filter(action="call.edited").exists()


@pytest.mark.parametrize("body", ["[]", '"vip"', "{", "null"])
def test_a_body_that_is_no_object_is_refused(api: Client, body: str) -> None:
    call = told_call(NOON)
    answer = api.patch(f"/api/v1/calls/{call.pk}", body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_form_is_no_json(api: Client) -> None:
    call = told_call(NOON)
    answer = api.patch(f"/api/v1/calls/{call.pk}", "note=x", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415


def test_no_lead_takes_the_conversion_back(api: Client) -> None:
    call = told_call(NOON)
    patch(api, call, {"lead_status": "not_a_lead"})
    assert not Conversion.objects.get(call=call).active


def test_a_verdict_counts_once(api: Client) -> None:
    call = told_call(NOON)
    body = {"dimension": "intent", "label": "request_quote"}
    first = api.post(f"/api/v1/calls/{call.pk}/outcomes", body, content_type="application/json")
    again = api.post(f"/api/v1/calls/{call.pk}/outcomes", body, content_type="application/json")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (first.json()["label"], first.json()["source"], first.json()["author"]) == (
        "request_quote",
        "human",
        None,
    )
    found = api.get(f"/api/v1/calls/{call.pk}/outcomes").json()["results"]
    assert len(found) == 4
    assert api.get(f"/api/v1/calls/{call.pk}").json()["intent"]["label"] == "request_quote"


@pytest.mark.parametrize(
    "body",
    [
        {"dimension": "sentiment", "label": "positive"},
        {"dimension": "intent", "label": "?"},
        {"dimension": "intent"},
    ],
)
def test_a_verdict_that_cannot_be_leaves_no_row(api: Client, body: dict[str, str]) -> None:
    call = told_call(NOON)
    assert (
        api.post(f"/api/v1/calls/{call.pk}/outcomes", body, content_type="application/json").status_code
        == 400
    )
    assert not Outcome.objects.filter(source="human").exists()


def test_a_persons_verdict_names_the_person(account: Account, client: Client) -> None:
    member = MembershipFactory(account=account)
    client.force_login(member.user)
    call = told_call(NOON)
    body = {"dimension": "outcome", "label": "sale_made"}
    answer = client.post(f"/api/v1/calls/{call.pk}/outcomes", body, content_type="application/json")
    assert answer.json()["author"] == member.user.email


def test_tags_of_a_name_are_one(api: Client) -> None:
    made = api.post("/api/v1/tags", {"name": "  very   good "}, content_type="application/json")
    again = api.post("/api/v1/tags", {"name": "very good"}, content_type="application/json")
    assert (made.status_code, made.json()["name"], again.status_code) == (201, "very good", 200)
    assert again.json()["id"] == made.json()["id"]
    long = api.post("/api/v1/tags", {"name": "x" * 61}, content_type="application/json")
    assert long.json()["errors"][0]["pointer"].startswith("#/name")
    assert Tag.objects.count() == 1
