"""Ad spend over the API: the same again changes nothing, all rows or none."""

from typing import Any

import pytest
from django.test import Client

from attribution.models import AdSpend, SpendImport
from compliance.accounts.api_keys import create_api_key
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory

ROW = {"date": "2026-11-19", "source": "google", "campaign": "a", "cost": "84.2", "currency": "usd"}
URL = "/api/v1/spend"


def client(*scopes: str) -> Client:
    _, key = create_api_key(name="ads", scopes=list(scopes))
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def api(account: Account) -> Client:
    return client("costs.import", "reports.view")


def send(api: Client, *rows: dict[str, Any], **more: Any) -> Any:
    return api.post(URL, {"spend": list(rows), **more}, content_type="application/json")


def test_rows_are_stored_and_restated(api: Client) -> None:
    assert send(api, ROW, {**ROW, "campaign": "b", "ad": "x", "clicks": 3}).json() == {
        "rows": 2, "new": 2, "restated": 0, "removed": 0, "difference": 0.0, "currency": "USD",
    }  # fmt: skip
    assert send(api, {**ROW, "cost": 80}).json() == {
        "rows": 1, "new": 0, "restated": 1, "removed": 0, "difference": -4.2, "currency": "USD",
    }  # fmt: skip
    assert send(api, {**ROW, "cost": 80}, replace_days=True).json()["removed"] == 1
    row = AdSpend.objects.get()
    assert (row.campaign, row.cost_micros, row.currency) == ("a", 80_000_000, "USD")
    assert list(SpendImport.objects.order_by("pk").values_list("source", "restated_rows")) == [
        ("api", 0), ("api", 1), ("api", 1),
    ]  # fmt: skip


def test_they_are_listed(api: Client) -> None:
    send(api, ROW, {**ROW, "date": "2026-11-20", "source": "bing"})
    found = api.get(URL).json()["results"]
    assert [(row["date"], row["source"], row["cost"]) for row in found] == [
        ("2026-11-20", "bing", 84.2), ("2026-11-19", "google", 84.2),
    ]  # fmt: skip
    narrowed = api.get(f"{URL}?end_date=2026-11-19&source=google").json()["results"]
    assert [row["campaign"] for row in narrowed] == ["a"]
    first = api.get(f"{URL}?per_page=1").json()
    assert api.get(first["next"]).json()["results"][0]["source"] == "google"


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        ({"cost": "-1"}, "#/spend/1/cost"),
        ({"cost": "x"}, "#/spend/1/cost"),
        ({"date": "0001-01-01"}, "#/spend/1/date"),
        ({"source": ""}, "#/spend/1/source"),
        ({"clicks": 2**31}, "#/spend/1/clicks"),
        ({"currency": "EUR"}, "#/spend/1/currency"),
        ({"campaign": "a"}, "#/spend/1/row"),
    ],
)
def test_one_bad_row_keeps_all_out(api: Client, row: dict[str, Any], pointer: str) -> None:
    answer = send(api, ROW, {**ROW, "campaign": "b", **row})
    assert answer.status_code == 400
    assert pointer in answer.content.decode()
    assert not AdSpend.objects.exists()


def test_a_currency_without_a_rate_is_refused(api: Client) -> None:
    answer = send(api, {**ROW, "currency": "EUR"})
    assert answer.status_code == 400
    assert "no rate for EUR on 2026-11-19" in answer.content.decode()


@pytest.mark.parametrize("count", [0, 1001])
def test_too_few_and_too_many(api: Client, count: int) -> None:
    rows = [{**ROW, "campaign": str(n)} for n in range(count)]
    assert send(api, *rows).status_code == 400
    assert not AdSpend.objects.exists()


def test_who_may(account: Account) -> None:
    assert send(client("reports.view"), ROW).status_code == 403
    assert client("costs.import").get(URL).status_code == 403
    assert not AdSpend.objects.exists()


def test_rows_of_others_are_not_listed(api: Client) -> None:
    with use_account(AccountFactory().pk):
        AdSpend.objects.create(date="2026-11-19", source="google", cost_micros=1, currency="USD")
    assert api.get(URL).json()["results"] == []
