"""A key never does more than its maker may, and goes with the maker."""

from django.test import Client

from compliance.accounts.api_keys import create_api_key
from compliance.accounts.members import change_role, remove_member
from compliance.models import Account, ApiKey, AuditEvent, Role
from tests.factories.accounts import AccountFactory, MembershipFactory


def status(key: str) -> int:
    return Client().get("/api/v1/calls", headers={"Authorization": f"Bearer {key}"}).status_code


def test_a_key_loses_what_its_maker_loses(account: Account) -> None:
    owner = MembershipFactory(account=account)
    maker = MembershipFactory(account=account, role=Role.ADMIN)
    row, key = create_api_key(name="CRM", scopes=["calls.view"], created_by=maker.user)
    assert status(key) == 200
    change_role(maker, Role.AUDITOR, by=owner)
    assert status(key) == 403
    change_role(maker, Role.ANALYST, by=owner)
    assert status(key) == 200
    row.refresh_from_db()
    assert row.scopes == ["calls.view"]


def test_a_membership_elsewhere_does_not_count(account: Account) -> None:
    elsewhere = MembershipFactory(account=AccountFactory())
    _, key = create_api_key(name="CRM", scopes=["calls.view"], created_by=elsewhere.user)
    assert status(key) == 403


def test_keys_of_a_removed_member_are_revoked_and_others_stay(account: Account) -> None:
    owner = MembershipFactory(account=account)
    maker = MembershipFactory(account=account, role=Role.ADMIN)
    gone, key = create_api_key(name="CRM", scopes=["calls.view"], created_by=maker.user)
    _, of_owner = create_api_key(name="Site", scopes=["calls.view"], created_by=owner.user)
    _, of_shell = create_api_key(name="Shell", scopes=["calls.view"])
    remove_member(maker, by=owner)
    gone.refresh_from_db()
    assert gone.revoked_at is not None
    assert [status(key), status(of_owner), status(of_shell)] == [401, 200, 200]
    assert AuditEvent.objects.filter(action="api_key.revoked").count() == 1
    assert ApiKey.objects.filter(revoked_at=None).count() == 2
