"""How many requests a caller may send."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from compliance.accounts.api_keys import create_api_key
from compliance.api import limits
from compliance.models import Account
from tests.factories.accounts import MembershipFactory


@pytest.fixture(autouse=True)
def fresh(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_REQUESTS_PER_MINUTE = {"normal": 3, "bulk": 1}
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_020.0)
    cache.clear()


def keyed(name: str = "reader") -> Client:
    _, key = create_api_key(name=name, scopes=["calls.view", "calls.edit"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_the_fourth_request_of_the_minute_is_refused(account: Account) -> None:
    api = keyed()
    answers = [api.get("/api/v1/account") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one["RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    assert [one["RateLimit-Limit"] for one in answers] == ["3"] * 4
    last = answers[-1]
    assert (last["RateLimit-Reset"], last["Retry-After"]) == ("40", "40")
    assert last["RateLimit-Policy"] == "3;w=60"
    assert last["Content-Type"] == "application/problem+json"


def test_the_next_minute_begins_anew(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    api = keyed()
    for _ in range(4):
        api.get("/api/v1/account")
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_061.0)
    assert api.get("/api/v1/account")["RateLimit-Remaining"] == "2"


def test_each_key_and_person_has_a_limit_of_its_own(account: Account) -> None:
    one, other = keyed(), keyed("other")
    person = Client()
    person.force_login(MembershipFactory(account=account).user)
    for _ in range(4):
        one.get("/api/v1/account")
    assert other.get("/api/v1/account").status_code == 200
    assert person.get("/api/v1/account")["RateLimit-Remaining"] == "2"


def test_files_count_against_the_smaller_limit(account: Account) -> None:
    api = keyed()
    first, second = (api.get("/api/v1/calls?format=csv") for _ in range(2))
    assert (first.status_code, first["RateLimit-Limit"]) == (200, "1")
    assert second.status_code == 429
    assert api.get("/api/v1/calls").status_code == 200


def test_guessing_keys_is_limited_too(account: Account) -> None:
    guesser = Client(headers={"Authorization": "Bearer 0123456789ab.guess"})
    assert [guesser.get("/api/v1/account").status_code for _ in range(4)] == [401, 401, 401, 429]
    assert keyed().get("/api/v1/account").status_code == 200


def test_a_refused_request_does_nothing(account: Account) -> None:
    api = keyed()
    for _ in range(4):
        answer = api.post("/api/v1/tags", {"name": "vip"}, content_type="application/json")
    assert answer.status_code == 429
    assert [row["name"] for row in api.get("/api/v1/tags").json().get("results", [])] == []


def test_a_cache_that_is_away_limits_nobody(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr(limits.cache, "add", away)
    api = keyed()
    answers = [api.get("/api/v1/account") for _ in range(5)]
    assert {one.status_code for one in answers} == {200}
    assert "RateLimit-Limit" not in answers[0]
