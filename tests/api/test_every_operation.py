"""Generated from the OpenAPI document: what holds for every operation holds for the next one too."""

import csv
import io
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from compliance.accounts.api_keys import create_api_key
from compliance.accounts.roles import ALL
from compliance.accounts.words import NOT_FOR_KEYS
from compliance.models import Account
from compliance.tenancy import use_account
from tests.api.operations import BODIES, OTHER_BODIES, Operation, address, document, operations, told
from tests.factories.accounts import AccountFactory

OPERATIONS = list(operations())
READS = [one for one in OPERATIONS if one.method == "get"]
LISTS = [one for one in READS if "cursor" in one.parameters]
WITH_ID = [one for one in OPERATIONS if "{" in one.path]

pytestmark = pytest.mark.usefixtures("no_pipeline")


def named(some: list[Operation]) -> Any:
    return pytest.mark.parametrize("operation", some, ids=lambda one: one.id)


def client(scopes: list[str] | None) -> Client:
    if scopes is None:
        return Client()
    _, key = create_api_key(name="trial", scopes=scopes)
    return Client(headers={"Authorization": f"Bearer {key}"})


def ask(
    api: Client, operation: Operation, path: str, query: str = "", body: Any = None, **headers: str
) -> Any:
    kind = "audio/ogg" if isinstance(operation.body, bytes) else "application/json"
    sent = operation.body if body is None else body
    send = getattr(api, operation.method)
    if operation.method == "get":
        return send(f"{path}?{query}", headers=headers)
    return send(f"{path}?{query}", sent, content_type=kind, headers=headers)


def check(schema: Mapping[str, Any], answer: Any) -> None:
    resource = Resource.from_contents(document(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:api", resource)
    pointed = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_absolute(schema)}
    validator = Draft202012Validator(
        pointed, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(answer)]
    assert errors == []


def _absolute(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: f"urn:api{value}" if name == "$ref" and isinstance(value, str) else _absolute(value)
            for name, value in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema


def text(answer: Any) -> str:
    body: bytes = answer.getvalue() if answer.streaming else answer.content
    return body.decode()


def test_the_document_describes_every_operation() -> None:
    assert len(OPERATIONS) >= 22
    assert {one.id for one in OPERATIONS if one.method != "get"} == set(BODIES)
    for one in OPERATIONS:
        assert one.described["summary"], one.id
        assert one.described["tags"], one.id
        assert one.scope in ALL, one.id
        assert {"400", "401", "403", "429", "500"} <= set(one.described["responses"]), one.id


@named(OPERATIONS)
def test_examples_fit_their_schemas(operation: Operation) -> None:
    bodies = [*operation.described["responses"].values(), operation.described.get("requestBody", {})]
    kinds = [media for body in bodies for kind, media in body.get("content", {}).items() if "json" in kind]
    assert kinds
    for media in kinds:
        check(media["schema"], media["example"])


@named(OPERATIONS)
def test_strangers_get_401(operation: Operation, account: Account) -> None:
    answer = ask(client(None), operation, address(operation, told()))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    check({"$ref": "#/components/schemas/Problem"}, answer.json())


@named(OPERATIONS)
def test_keys_without_the_scope_get_403(operation: Operation, account: Account) -> None:
    api = client(sorted(ALL - NOT_FOR_KEYS - {operation.scope}))
    answer = ask(api, operation, address(operation, told()))
    assert answer.status_code == 403
    check({"$ref": "#/components/schemas/Problem"}, answer.json())


@named(WITH_ID)
def test_rows_of_another_account_are_404(operation: Operation, account: Account) -> None:
    other = AccountFactory()
    with use_account(other.pk):
        foreign = told()
    answer = ask(client([operation.scope]), operation, address(operation, foreign))
    assert answer.status_code == 404
    check({"$ref": "#/components/schemas/Problem"}, answer.json())


@named(OPERATIONS)
def test_the_answer_is_what_the_document_says(operation: Operation, account: Account) -> None:
    answer = ask(
        client([operation.scope]), operation, address(operation, told()), **{"X-Request-Id": "trial-4711"}
    )
    described = operation.success()
    assert str(answer.status_code) in described, text(answer)
    check(described[str(answer.status_code)]["content"]["application/json"]["schema"], answer.json())
    assert answer["X-Request-Id"] == "trial-4711"
    assert answer["Cache-Control"] == "no-store"
    assert int(answer["RateLimit-Limit"]) > int(answer["RateLimit-Remaining"]) >= 0
    assert 0 < int(answer["RateLimit-Reset"]) <= 60


@named(OPERATIONS)
def test_unknown_parameters_are_named(operation: Operation, account: Account) -> None:
    answer = ask(client([operation.scope]), operation, address(operation, told()), "colour=red")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "#/colour", "detail": "There is no such parameter."}]


@named([one for one in OPERATIONS if one.method == "post"])
def test_every_post_is_done_once_for_a_key(operation: Operation, account: Account) -> None:
    api, path = client([operation.scope]), address(operation, told())
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    first = ask(api, operation, path, **headers)
    again = ask(api, operation, path, **headers)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    other = ask(api, operation, path, body=OTHER_BODIES[operation.id], **headers)
    assert other.status_code == 422
    check({"$ref": "#/components/schemas/Problem"}, other.json())


@named([one for one in READS if "fields" in one.parameters])
def test_fields_leave_the_others_out(operation: Operation, account: Account) -> None:
    api, path = client([operation.scope]), address(operation, told())
    row = first_row(ask(api, operation, path).json())
    name = sorted(row)[0]
    assert set(first_row(ask(api, operation, path, f"fields={name}").json())) == {name}
    refused = ask(api, operation, path, f"fields={name},colour")
    assert refused.status_code == 400
    assert "colour" in refused.json()["errors"][0]["detail"]


def first_row(answer: dict[str, Any]) -> dict[str, Any]:
    rows = next((answer[name] for name in ("results", "lines", "points") if name in answer), None)
    row: dict[str, Any] = rows[0] if rows else answer.get("total", answer)
    return row


@named(LISTS)
def test_lists_come_a_page_at_a_time(operation: Operation, account: Account) -> None:
    ids = told()
    api = client([operation.scope])
    found = ask(api, operation, address(operation, ids), "per_page=1").json()
    assert len(found["results"]) == 1
    for wrong in ("0", "251", "many"):
        assert ask(api, operation, address(operation, ids), f"per_page={wrong}").status_code == 400
    for wrong in ("x", "W10"):
        assert ask(api, operation, address(operation, ids), f"cursor={wrong}").status_code == 400
    assert ask(api, operation, address(operation, ids), "sort=colour").status_code == 400
    for sort in operation.parameters["sort"]["schema"]["enum"]:
        assert ask(api, operation, address(operation, ids), f"sort={sort}").status_code == 200, sort


@named([one for one in READS if "format" in one.parameters])
def test_csv_has_the_same_rows(operation: Operation, account: Account) -> None:
    api, path = client([operation.scope]), address(operation, told())
    row = first_row(ask(api, operation, path).json())
    answer = ask(api, operation, path, Accept="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(text(answer))))
    assert lines
    assert {name.partition(".")[0] for name in lines[0]} == set(row)
    name = sorted(row)[0]
    few = ask(api, operation, path, f"format=csv&fields={name}")
    assert {column.partition(".")[0] for column in next(csv.reader(io.StringIO(text(few))))} == {name}
    assert int(answer["RateLimit-Limit"]) == 60


@named([one for one in READS if "format" not in one.parameters])
def test_what_is_no_table_is_no_csv(operation: Operation, account: Account) -> None:
    answer: HttpResponse = ask(
        client([operation.scope]), operation, address(operation, told()), Accept="text/csv"
    )
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"


@named(OPERATIONS)
def test_other_methods_are_405(operation: Operation, account: Account) -> None:
    answer = client(sorted(ALL - NOT_FOR_KEYS)).delete(address(operation, told()))
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    check({"$ref": "#/components/schemas/Problem"}, answer.json())


@named([one for one in OPERATIONS if one.method != "get"])
def test_writing_is_never_answered_in_csv(operation: Operation, account: Account) -> None:
    answer = ask(client([operation.scope]), operation, address(operation, told()), Accept="text/csv")
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"
