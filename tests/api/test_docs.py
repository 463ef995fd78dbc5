"""The reference of the API as people read it."""

from html import unescape

import pytest
from django.test import Client

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
