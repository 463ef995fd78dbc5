"""`Idempotency-Key`, tried with the making of tags."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from calls.models import Tag
from compliance.accounts.api_keys import create_api_key
from compliance.api import idempotency
from compliance.models import Account, AuditEvent, IdempotentRequest
from compliance.tasks import sweep_idempotent_requests
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory

KEY = {"Idempotency-Key": "order-1"}


def reader(name: str = "tags") -> Client:
    _, key = create_api_key(name=name, scopes=["calls.edit"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def post(api: Client, name: str = "vip", **headers: str) -> object:
    return api.post("/api/v1/tags", {"name": name}, content_type="application/json", headers=headers)


def begun(api: Client, **changes: object) -> IdempotentRequest:
    """The row of a request that never came to its end."""
    post(api, **KEY)
    Tag.objects.all().delete()
    IdempotentRequest.objects.update(status_code=None, body="", **changes)
    return IdempotentRequest.objects.get()


def test_the_answer_is_kept_even_when_the_world_changed(account: Account) -> None:
    api = reader()
    first = post(api, **KEY)
    Tag.objects.all().delete()
    again = post(api, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert again["Content-Type"] == "application/json"
    assert "RateLimit-Limit" in again
    assert not Tag.objects.exists()
    assert AuditEvent.objects.filter(action="tag.created").count() == 1


def test_without_a_key_nothing_is_kept(account: Account) -> None:
    assert post(reader()).status_code == 201
    assert not IdempotentRequest.objects.exists()


def test_another_body_with_the_key_is_refused_and_not_done(account: Account) -> None:
    api = reader()
    post(api, **KEY)
    refused = post(api, "other", **KEY)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert list(Tag.objects.values_list("name", flat=True)) == ["vip"]


def test_keys_of_other_callers_and_accounts_are_other_keys(account: Account) -> None:
    assert post(reader(), **KEY).status_code == 201
    second = post(reader("second"), "other", **KEY)
    assert (second.status_code, "Idempotency-Replayed" in second) == (201, False)
    other = AccountFactory()
    with use_account(other.pk):
        third = post(reader(), **KEY)
    assert (third.status_code, "Idempotency-Replayed" in third) == (201, False)


def test_while_the_first_runs_the_second_waits(account: Account) -> None:
    api = reader()
    begun(api)
    second = post(api, **KEY)
    assert (second.status_code, second["Retry-After"]) == (409, "2")
    assert not Tag.objects.exists()


def test_a_request_that_died_is_taken_over(account: Account) -> None:
    api = reader()
    begun(api, created_at=timezone.now() - timedelta(minutes=11))
    taken = post(api, **KEY)
    assert (taken.status_code, "Idempotency-Replayed" in taken) == (201, False)
    assert Tag.objects.count() == 1
    assert post(api, **KEY)["Idempotency-Replayed"] == "true"


def test_a_refused_request_is_not_remembered(account: Account) -> None:
    api = reader()
    assert post(api, "", **KEY).status_code == 400
    assert not IdempotentRequest.objects.exists()
    assert post(api, "vip", **KEY).status_code == 201


def test_work_and_kept_answer_are_one(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*args: object) -> None:
        raise RuntimeError("the process died")

    monkeypatch.setattr(idempotency, "_keep", lost)
    api = reader()
    api.raise_request_exception = False
    assert post(api, **KEY).status_code == 500
    assert not Tag.objects.exists()
    assert not IdempotentRequest.objects.exists()


@pytest.mark.parametrize("key", ["", "with space", "x" * 121, "käse"])
def test_keys_that_cannot_be_are_refused(account: Account, key: str) -> None:
    answer = post(reader(), **{"Idempotency-Key": key})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/Idempotency-Key"
    assert not Tag.objects.exists()


def test_answers_are_forgotten_after_a_day(account: Account) -> None:
    api = reader()
    post(api, **KEY)
    post(api, "other", **{"Idempotency-Key": "order-2"})
    old = IdempotentRequest.objects.filter(key="order-1")
    old.update(created_at=timezone.now() - timedelta(hours=25))
    with use_account(None):
        assert sweep_idempotent_requests.apply().get() == 1
    assert IdempotentRequest.objects.get().key == "order-2"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    account = AccountFactory()
    with use_account(account.pk):
        _, key = create_api_key(name="tags", scopes=["calls.edit"])
    entered, go_on = threading.Event(), threading.Event()

    def slow(*args: object, **facts: object) -> None:
        entered.set()
        assert go_on.wait(10)

    monkeypatch.setattr("calls.tags.api.record", slow)

    def send() -> int:
        try:
            return post(Client(headers={"Authorization": f"Bearer {key}"}), **KEY).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(send)
        assert entered.wait(10)
        second = threads.submit(send)
        assert second.result(10) == 409
        go_on.set()
        assert first.result(10) == 201
    assert Tag.everywhere.count() == 1
