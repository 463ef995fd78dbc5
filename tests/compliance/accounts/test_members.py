"""Members: roles, removal, and who may decide about whom."""

import pytest

from compliance.models import Account, AuditEvent, Membership, Role
from tests.compliance.accounts.conftest import SignIn
from tests.factories.accounts import MembershipFactory


def role_of(membership: Membership) -> str:
    return Membership.objects.get(pk=membership.pk).role


def trail() -> list[tuple[str, str, dict[str, object]]]:
    return [(row.action, row.actor, row.facts) for row in AuditEvent.objects.order_by("position")]


def test_the_page_lists_people_and_roles(account: Account, sign_in: SignIn) -> None:
    client, _ = sign_in(Role.OWNER)
    other = MembershipFactory(account=account, role=Role.REVIEWER)
    stranger = MembershipFactory()
    page = client.get("/settings/members/").content.decode()
    assert other.user.email in page
    assert stranger.user.email not in page
    assert "Listen to recordings" in page


def test_a_role_is_changed_and_noted(account: Account, sign_in: SignIn) -> None:
    client, me = sign_in(Role.ADMIN)
    other = MembershipFactory(account=account, role=Role.REVIEWER)
    assert client.post(f"/settings/members/{other.pk}/role/", {"role": "analyst"}).status_code == 302
    assert role_of(other) == "analyst"
    facts = {"before": "reviewer", "after": "analyst"}
    assert trail() == [("member.role_changed", me.user.get_username(), facts)]


@pytest.mark.parametrize("role", ["emperor", ""])
def test_unknown_roles_are_refused(account: Account, sign_in: SignIn, role: str) -> None:
    client, _ = sign_in(Role.OWNER)
    other = MembershipFactory(account=account, role=Role.REVIEWER)
    client.post(f"/settings/members/{other.pk}/role/", {"role": role})
    assert role_of(other) == "reviewer"
    assert trail() == []


def test_the_last_owner_stays(sign_in: SignIn) -> None:
    client, me = sign_in(Role.OWNER)
    page = client.post(f"/settings/members/{me.pk}/role/", {"role": "admin"}, follow=True).content.decode()
    assert "This is the last owner" in page
    client.post(f"/settings/members/{me.pk}/remove/")
    assert role_of(me) == "owner"
    assert trail() == []


def test_one_of_two_owners_may_go(account: Account, sign_in: SignIn) -> None:
    client, me = sign_in(Role.OWNER)
    other = MembershipFactory(account=account, role=Role.OWNER)
    client.post(f"/settings/members/{other.pk}/remove/")
    assert list(Membership.objects.filter(account=account)) == [me]
    assert other.user.__class__.objects.filter(pk=other.user_id).exists()
    assert [row[0] for row in trail()] == ["member.removed"]


def test_an_admin_neither_makes_nor_touches_owners(account: Account, sign_in: SignIn) -> None:
    client, me = sign_in(Role.ADMIN)
    owner = MembershipFactory(account=account, role=Role.OWNER)
    MembershipFactory(account=account, role=Role.OWNER)
    client.post(f"/settings/members/{owner.pk}/role/", {"role": "analyst"})
    client.post(f"/settings/members/{owner.pk}/remove/")
    client.post(f"/settings/members/{me.pk}/role/", {"role": "owner"})
    assert (role_of(owner), role_of(me)) == ("owner", "admin")
    assert trail() == []


@pytest.mark.parametrize("action", ["role", "remove"])
def test_members_of_others_are_not_found(sign_in: SignIn, action: str) -> None:
    client, _ = sign_in(Role.OWNER)
    other = MembershipFactory(role=Role.REVIEWER)
    assert client.post(f"/settings/members/{other.pk}/{action}/", {"role": "admin"}).status_code == 404
    assert role_of(other) == "reviewer"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.COMPLIANCE, Role.AGENT])
def test_others_may_not_look_or_act(account: Account, sign_in: SignIn, role: str) -> None:
    client, me = sign_in(role)
    other = MembershipFactory(account=account, role=Role.REVIEWER)
    assert client.get("/settings/members/").status_code == 403
    assert client.post(f"/settings/members/{other.pk}/role/", {"role": "admin"}).status_code == 403
    assert client.post(f"/settings/members/{other.pk}/remove/").status_code == 403
    assert (
        client.post("/settings/members/invite/", {"email": "a@b.example", "role": "owner"}).status_code == 403
    )
    assert (role_of(other), role_of(me)) == ("reviewer", role)
