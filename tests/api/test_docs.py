"""The reference of the API as people read it."""

from html import unescape

import pytest
from django.test import Client

from compliance.accounts.api_keys import create_api_key
from compliance.models import Account, AuditEvent
from tests.api.operations import operations

pytestmark = pytest.mark.django_db


def test_the_reference_shows_every_operation() -> None:
    answer = Client().get("/api/docs/")
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    for one in operations():
        assert f'id="{one.id}"' in page
        assert one.path in page
        assert one.described["summary"] in page
        for name in one.parameters:
            assert f"<code>{name}</code>" in page
    assert "<script>" not in page
    assert "style=" not in page


def test_unknown_addresses_below_api_are_problems() -> None:
    for path in ("/api/v1/colours", "/api/v2/calls", "/api/v1/calls/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["request_id"] == answer["X-Request-Id"]


def test_bugs_are_problems_with_an_id_and_no_text(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("compliance.api.views.ApiView.initial", broken)
    answer = Client(raise_request_exception=False).get("/api/v1/account")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("given", ["", "short", "x" * 41, "with space 123", "new\tline123"])
def test_a_request_id_that_cannot_be_is_replaced(given: str) -> None:
    answer = Client().get("/api/v1/colours", headers={"X-Request-Id": given})
    assert answer["X-Request-Id"] != given
    assert len(answer["X-Request-Id"]) == 32


def test_the_request_id_ties_the_audit_trail_to_the_request(account: Account) -> None:
    _, key = create_api_key(name="tags", scopes=["calls.edit"])
    api = Client(headers={"Authorization": f"Bearer {key}", "X-Request-Id": "order-4711"})
    api.post("/api/v1/tags", {"name": "vip"}, content_type="application/json")
    assert AuditEvent.objects.get(action="tag.created").correlation_id == "order-4711"


def test_pages_that_are_none_stay_pages(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
