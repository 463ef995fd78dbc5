"""What caches are told about the snippet's answers."""

import pytest
from django.test import Client

from compliance.models import Account
from tests.factories.visits import page_view


def test_the_script_is_the_same_for_everybody(client: Client, db: None) -> None:
    for accepted in ({}, {"Accept-Language": "de", "Cookie": "sessionid=x"}):
        assert client.get("/t.js", headers=accepted)["Vary"] == "Accept-Encoding"


def test_an_answer_of_swap_varies_with_nothing(client: Client, account: Account) -> None:
    answer = client.post("/v1/swap", page_view(account.site_key), content_type="application/json")
    assert (answer.status_code, answer.has_header("Vary")) == (200, False)


def test_pages_still_vary(client: Client, db: None) -> None:
    assert {"Cookie", "Accept-Language"} <= set(client.get("/accounts/login/")["Vary"].split(", "))


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "curl/8.5", "gtmetrix", "Mozilla/5.0 HeadlessChrome/120"])
def test_programs_get_no_number(client: Client, account: Account, agent: str) -> None:
    answer = client.post(
        "/v1/swap",
        page_view(account.site_key),
        content_type="application/json",
        headers={"User-Agent": agent},
    )
    assert answer.json()["visitor"] is None
