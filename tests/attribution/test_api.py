"""Visits, the ledger, numbers and reports by the API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from attribution.models import Attempt, Conversion, Delivery, Visit
from calls.models import PhoneNumber
from compliance.accounts.api_keys import create_api_key
from compliance.accounts.roles import ALL
from compliance.accounts.words import NOT_FOR_KEYS
from compliance.models import Account, AuditEvent
from tests.factories.stories import spent, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def api(account: Account) -> Client:
    _, key = create_api_key(name="crm", scopes=sorted(ALL - NOT_FOR_KEYS))
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_visit_with_its_steps_and_calls(api: Client) -> None:
    call = told_call(NOON)
    visit = Visit.objects.get()
    found = api.get(f"/api/v1/visits/{visit.pk}").json()
    assert (found["channel"], found["utm_campaign"]) == ("Paid Search", "furnaces")
    assert found["click_ids"] == {"gclid": "Cj0KCQiA1234567890"}
    assert [(step["kind"], step["at"]) for step in found["touchpoints"]] == [
        ("page", "2026-11-20T20:01:40Z"),
        ("tel_click", "2026-11-20T20:04:50Z"),
    ]
    assert [(row["call"], row["probability"]) for row in found["matches"]] == [(call.pk, 0.9)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("campaign=furnaces", 1),
        ("campaign=other", 0),
        ("start_date=2026-11-20&end_date=2026-11-20", 1),
        ("start_date=2026-11-21", 0),
        ("source=google&channel=Paid Search", 1),
    ],
)
def test_visits_are_filtered(api: Client, query: str, count: int) -> None:
    told_call(NOON)
    assert len(api.get(f"/api/v1/visits?{query}").json()["results"]) == count


def test_a_conversion_with_every_attempt(api: Client) -> None:
    call = told_call(NOON)
    row = Conversion.objects.get(call=call)
    found = api.get(f"/api/v1/conversions/{row.pk}").json()
    assert (found["call"], found["rule"], found["value"], found["active"]) == (call.pk, "booked", 150.0, True)
    [delivery] = found["deliveries"]
    assert (delivery["state"], delivery["name"]) == ("accepted", "CRM webhook")
    assert delivery["desired"] == delivery["sent"]
    [attempt] = delivery["attempts"]
    assert (attempt["status_code"], attempt["milliseconds"]) == (200, 42)
    assert attempt["request"] == {"type": "conversion.created", "value": 150}


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=accepted", 1), ("state=failed", 0), ("rule=booked&active=true", 1), ("destination=meta", 0)],
)
def test_conversions_are_filtered(api: Client, query: str, count: int) -> None:
    told_call(NOON)
    assert len(api.get(f"/api/v1/conversions?{query}").json()["results"]) == count


def test_a_replay_makes_the_delivery_due_and_sends_nothing_itself(api: Client) -> None:
    told_call(NOON)
    row = Delivery.objects.get()
    Delivery.objects.update(state="failed", reason="refused")
    path = f"/api/v1/conversions/{row.conversion_id}/deliveries/{row.pk}/replay"
    answer = api.post(path, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (202, "pending", "")
    assert Attempt.objects.count() == 1
    assert AuditEvent.objects.get(action="delivery.replayed").actor.startswith("key:")
    wrong = path.replace(f"conversions/{row.conversion_id}", f"conversions/{row.conversion_id + 1}")
    assert api.post(wrong, {}, content_type="application/json").status_code == 404


def test_numbers_know_their_calls_and_can_be_renamed(api: Client) -> None:
    number = PhoneNumber.objects.create(number="+16285551000", name="Old")
    told_call(datetime.now(UTC) - timedelta(days=1), phone_number=number)
    told_call(datetime.now(UTC) - timedelta(days=40), number=2, phone_number=number)
    [found] = api.get("/api/v1/numbers").json()["results"]
    assert (found["recent_calls"], found["pool"], found["shown_to_visits"]) == (1, None, [])
    path = f"/api/v1/numbers/{number.pk}"
    assert (
        api.patch(path, {"name": " Billboard "}, content_type="application/json").json()["name"]
        == "Billboard"
    )
    assert AuditEvent.objects.get(action="number.renamed").facts == {"name": "Billboard"}
    api.patch(path, {"name": "Billboard"}, content_type="application/json")
    assert AuditEvent.objects.filter(action="number.renamed").count() == 1
    assert api.patch(path, {"name": "x" * 121}, content_type="application/json").status_code == 400


def test_the_report_compares_with_the_days_before(api: Client) -> None:
    told_call(NOON)
    spent(NOON, "furnaces", 100)
    found = api.get("/api/v1/reports/roas?from=2026-11-20&to=2026-11-20&compare=previous").json()
    [line] = [one for one in found["lines"] if one["key"] == "furnaces"]
    assert (line["cost"], line["value"], line["roas"]) == (100.0, 135.0, 1.35)
    assert found["previous"]["lines"] == []
    assert (found["start_date"], found["by"], found["rule"]) == ("2026-11-20", "campaign", "last")
    later = api.get("/api/v1/reports/roas?from=2026-11-21&to=2026-11-21&compare=previous").json()
    assert later["previous"]["total"]["cost"] == 100.0
    assert api.get("/api/v1/reports/roas").json()["previous"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("by=colour", "#/by"),
        ("rule=magic", "#/rule"),
        ("period=ages", "#/period"),
        ("from=2026-11-20", "#/to"),
        ("from=soon&to=2026-11-20", "#/from"),
        ("from=2020-01-01&to=2026-11-20", "#/from"),
        ("compare=all", "#/compare"),
        ("within=campaign", "#/within"),
    ],
)
def test_a_question_that_cannot_be_is_refused(api: Client, query: str, pointer: str) -> None:
    for path in ("reports/roas", "overview"):
        if path == "overview" and query.split("=")[0] in ("by", "rule", "within"):
            continue
        answer = api.get(f"/api/v1/{path}?{query}")
        assert answer.status_code == 400
        assert [error["pointer"].removesuffix("/0") for error in answer.json()["errors"]] == [pointer]
