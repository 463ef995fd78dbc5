"""What cannot be stored is refused at the door, whoever sends it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from calls.models import Call
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, SavedView
from compliance.texts import clean_text, read_id, storable
from tests.factories.accounts import MembershipFactory

PAGES = (
    "/overview/",
    "/roas/",
    "/roas.csv",
    "/calls/",
    "/calls.csv",
    "/conversions/",
    "/conversions.csv",
    "/numbers/",
)
LISTS = ("calls", "calls/summary", "calls/timeseries", "visits", "conversions")
REPORTS = ("overview", "reports/roas")


@pytest.fixture
def owner(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account).user)
    return client


@pytest.fixture
def api(account: Account) -> Client:
    scopes = ["calls.view", "calls.edit", "reports.view", "conversions.view"]
    _, key = create_api_key(name="all", scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01", "9999-12-31"), ("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31")],
)
def test_pages_stand_days_that_no_calendar_needs(owner: Client, page: str, first: str, last: str) -> None:
    days = {"from": first, "to": last, "start_date": first, "end_date": last, "by": "campaign"}
    response = owner.get(page, days)
    assert response.status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2201-01-01", "9999-12-31", "11/20/2026"])
def test_the_api_names_the_day_it_cannot_use(api: Client, day: str) -> None:
    for name in LISTS:
        for parameter in ("start_date", "end_date"):
            response = api.get(f"/api/v1/{name}", {parameter: day})
            assert response.status_code == 400, name
            assert [one["pointer"] for one in response.json()["errors"]] == [f"#/{parameter}"]
    for name in REPORTS:
        response = api.get(f"/api/v1/{name}", {"from": day, "to": "2026-11-20"})
        assert response.status_code == 400, name
        assert [one["pointer"] for one in response.json()["errors"]] == ["#/from"]


def test_the_first_and_the_last_day_can_be_asked_for(owner: Client, api: Client) -> None:
    days = {"start_date": "1990-01-01", "end_date": "2200-12-31"}
    for page in PAGES:
        for day in days.values():
            assert owner.get(page, {**days, "from": day, "to": day}).status_code == 200
    for name in ("calls", "calls/summary", "visits", "conversions"):
        assert api.get(f"/api/v1/{name}", days).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nul_in_an_address_is_answered_with_400(owner: Client, page: str) -> None:
    assert owner.get(f"{page}?within=campaign&value=%00").status_code == 400
    assert owner.get(f"{page}?campaign=a%00").status_code == 400


def test_nul_in_an_api_address_is_named(api: Client) -> None:
    for name, parameter in (
        ("reports/roas", "value"),
        ("calls", "campaign"),
        ("calls", "search"),
        ("visits", "source"),
    ):
        response = api.get(
            f"/api/v1/{name}?{'within=campaign&' if parameter == 'value' else ''}{parameter}=%00"
        )
        assert response.status_code == 400
        assert [one["pointer"] for one in response.json()["errors"]] == [f"#/{parameter}"]


def test_nul_in_a_form_is_answered_with_400(owner: Client) -> None:
    response = owner.post(
        "/views/", b"page=calls&name=a%00&query=", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    assert not SavedView.objects.exists()
    assert owner.post("/views/", {"page": "calls", "name": "a\0", "query": ""}).status_code == 400


def test_ids_of_thousands_of_digits_are_nobodys(owner: Client, api: Client) -> None:
    assert owner.post("/calls/change/", {"ids": "9" * 5000, "lead_status": "good_lead"}).status_code == 302
    assert owner.get("/calls/", {"agent": "9" * 5000}).status_code == 200
    assert api.get("/api/v1/calls", {"per_page": "9" * 5000}).status_code == 400


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ('{"note": "a\\u0000b"}', "note"),
        ('{"note": "\\ud800"}', "note"),
        ('{"tags": ["a\\u0000"]}', "tags"),
        ('{"add_tags": ["\\ud800"]}', "add_tags"),
        ('{"tags": [{}]}', "tags"),
        ('{"intent": {}}', "intent"),
        ('{"intent": []}', "intent"),
        ('{"outcome": 1}', "outcome"),
        ('{"lead_status": {}}', "lead_status"),
        ('{"value": {}}', "value"),
        ('{"value": "\\ud800"}', "value"),
        ('{"no\\ud800": 1}', "no\ud800"),
    ],
)
def test_a_field_that_cannot_be_stored_is_named(api: Client, account: Account, sent: str, field: str) -> None:
    call = Call.objects.create(
        source="import", external_id="1", start_time="2026-11-20T12:00Z", direction="inbound"
    )
    response = api.patch(f"/api/v1/calls/{call.pk}", sent, content_type="application/json")
    assert response.status_code == 400
    assert [one["pointer"] for one in response.json()["errors"]] == [f"#/{field}"]
    call.refresh_from_db()
    assert (call.note, call.value, call.lead_status) == ("", None, "unknown")


def test_what_can_be_stored() -> None:
    assert storable("naïve \U0001f600 \t")
    assert clean_text(" a ", 3) == "a"
    assert [read_id(text) for text in ("7", "", "-1", "٣", "9" * 19, "1e3")] == [
        7,
        None,
        None,
        None,
        None,
        None,
    ]
    for text in ("a\0", "\udfff", "long", 1, None):
        with pytest.raises(ValidationError):
            clean_text(text, 3)
