"""API keys: shown once, within their maker's permissions, revocable; also from the shell."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from compliance.models import Account, ApiKey, AuditEvent, Role
from compliance.tenancy import use_account
from tests.compliance.accounts.conftest import SignIn
from tests.factories.accounts import AccountFactory


def shown(page: str) -> str:
    found = re.search(r'id="api-key">([^<]+)<', page)
    return found[1] if found else ""


def test_a_key_is_shown_once_and_works(sign_in: SignIn) -> None:
    client, me = sign_in(Role.ADMIN)
    answer = client.post("/settings/keys/", {"name": "CRM sync", "scopes": ["calls.view"]})
    key = shown(answer.content.decode())
    assert answer["Cache-Control"].find("no-store") >= 0
    row = ApiKey.objects.get()
    assert (row.name, row.scopes, row.created_by) == ("CRM sync", ["calls.view"], me.user)
    assert key.startswith(f"{row.prefix}.")
    again = client.get("/settings/keys/").content.decode()
    assert (shown(again), key in again, row.prefix in again) == ("", False, True)
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/calls", headers=headers).status_code == 200
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.facts) == (
        "api_key.created", me.user.get_username(), {"scopes": ["calls.view"]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("", ["calls.view"]),
        ("x", []),
        ("x", ["privacy.manage"]),
        ("x", ["own_calls.view"]),
        ("x", ["nonsense"]),
    ],
)
def test_what_the_maker_may_not_give_is_refused(sign_in: SignIn, name: str, scopes: list[str]) -> None:
    client, _ = sign_in(Role.ADMIN)  # who may not answer privacy requests
    assert client.post("/settings/keys/", {"name": name, "scopes": scopes}).status_code == 422
    assert not ApiKey.objects.exists()


def test_a_revoked_key_stops_at_once(sign_in: SignIn) -> None:
    client, _ = sign_in(Role.OWNER)
    key = shown(client.post("/settings/keys/", {"name": "old", "scopes": ["calls.view"]}).content.decode())
    row = ApiKey.objects.get()
    client.post(f"/settings/keys/{row.pk}/revoke/")
    client.post(f"/settings/keys/{row.pk}/revoke/")
    assert Client().get("/api/v1/calls", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert [event.action for event in AuditEvent.objects.order_by("position")] == [
        "api_key.created", "api_key.revoked",
    ]  # fmt: skip
    assert "Revoked keys" in client.get("/settings/keys/").content.decode()


def test_keys_of_others_are_not_found(sign_in: SignIn) -> None:
    client, _ = sign_in(Role.OWNER)
    with use_account(AccountFactory().pk):
        row = ApiKey.objects.create(name="theirs", prefix="p", digest="d", scopes=[])
    assert client.post(f"/settings/keys/{row.pk}/revoke/").status_code == 404
    assert "theirs" not in client.get("/settings/keys/").content.decode()
    assert ApiKey.everywhere.get(pk=row.pk).revoked_at is None


@pytest.mark.parametrize("role", [Role.ANALYST, Role.COMPLIANCE])
def test_others_may_not(sign_in: SignIn, role: str) -> None:
    client, _ = sign_in(role)
    assert client.get("/settings/keys/").status_code == 403
    assert client.post("/settings/keys/", {"name": "x", "scopes": ["calls.view"]}).status_code == 403
    assert not ApiKey.objects.exists()


def test_the_command_prints_a_key_that_works(account: Account) -> None:
    out = io.StringIO()
    call_command("create_api_key", name="nightly", scope=["calls.view"], account=account.slug, stdout=out)
    headers = {"Authorization": f"Bearer {out.getvalue().strip()}"}
    assert Client().get("/api/v1/calls", headers=headers).status_code == 200
    assert AuditEvent.objects.get().actor == "shell"


def test_the_command_refuses_in_one_line(account: Account) -> None:
    with pytest.raises(CommandError, match="--name: 1 to 80"):
        call_command("create_api_key", name=" ", scope=["calls.view"], account=account.slug)
    with pytest.raises(CommandError, match="--account: choose one of"):
        call_command("create_api_key", name="x", scope=["calls.view"], account="none-such")
    assert not ApiKey.objects.exists()
