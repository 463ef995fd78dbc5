"""Invitations: made, mailed, taken once, revoked, expired."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from compliance.models import Account, AuditEvent, Invitation, Membership, Role
from compliance.tenancy import use_account
from tests.compliance.accounts.conftest import SignIn
from tests.factories.accounts import MembershipFactory

PASSWORD = "long enough to keep"


def invited(client: Client, email: str = "new@example.com", role: str = "analyst") -> str:
    """The path of the link that the page shows."""
    page = client.post("/settings/members/invite/", {"email": email, "role": role}).content.decode()
    found = re.search(r"http://testserver(/invitations/[^<]+/)<", page)
    assert found, page
    return found[1]


def test_a_new_person_joins_with_name_and_password(
    account: Account, sign_in: SignIn, mailoutbox: list[object]
) -> None:
    link = invited(sign_in(Role.OWNER)[0], "New@Example.com")
    assert link in getattr(mailoutbox[0], "body", "")
    browser = Client()
    assert "Join" in browser.get(link).content.decode()
    answer = browser.post(link, {"name": "Nora New", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get(email="new@example.com")
    assert (user.first_name, user.check_password(PASSWORD)) == ("Nora New", True)
    assert Membership.objects.get(user=user, account=account).role == "analyst"
    assert browser.get("/roas/").status_code == 200
    actions = list(AuditEvent.objects.order_by("position").values_list("action", "actor"))
    assert actions[1] == ("member.joined", "new@example.com")
    assert Client().get(link).status_code == 404


def test_the_address_is_verified_so_two_factor_sign_in_can_be_switched_on(sign_in: SignIn) -> None:
    link = invited(sign_in(Role.OWNER)[0])
    browser = Client()
    browser.post(link, {"name": "Nora New", "password": PASSWORD})
    address = EmailAddress.objects.get(user__email="new@example.com")
    assert (address.email, address.verified, address.primary) == ("new@example.com", True, True)
    again = {"login": "new@example.com", "password": PASSWORD}
    browser.post("/accounts/reauthenticate/", again)
    page = browser.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert 'name="code"' in page.content.decode()


def test_an_address_known_already_is_verified_and_not_doubled(account: Account, sign_in: SignIn) -> None:
    theirs = MembershipFactory(role=Role.OWNER)
    EmailAddress.objects.create(user=theirs.user, email=theirs.user.email, verified=False, primary=True)
    link = invited(sign_in(Role.OWNER)[0], theirs.user.email)
    browser = Client()
    browser.force_login(theirs.user)
    browser.post(link)
    assert EmailAddress.objects.get(user=theirs.user).verified is True


def test_who_may_not_take_the_link_verifies_nothing(sign_in: SignIn) -> None:
    link = invited(sign_in(Role.OWNER)[0])
    browser = Client()
    browser.force_login(MembershipFactory().user)
    browser.post(link)
    assert not EmailAddress.objects.exists()


def test_only_the_hash_of_the_token_is_kept(sign_in: SignIn) -> None:
    token = invited(sign_in(Role.OWNER)[0]).split("/")[2]
    row = Invitation.objects.get()
    assert len(row.digest) == 64
    assert token not in str(row.__dict__)
    assert token not in str(list(AuditEvent.objects.values()))


def test_a_person_with_a_sign_in_joins_under_it(account: Account, sign_in: SignIn) -> None:
    theirs = MembershipFactory(role=Role.OWNER)
    link = invited(sign_in(Role.OWNER)[0], theirs.user.email, "reviewer")
    browser = Client()
    page = browser.get(link).content.decode()
    assert "Sign in to join" in page
    assert browser.post(link, {"name": "Eve", "password": PASSWORD}).status_code == 200
    assert not Membership.objects.filter(user=theirs.user, account=account).exists()
    browser.force_login(theirs.user)
    assert browser.post(link).status_code == 302
    assert Membership.objects.get(user=theirs.user, account=account).role == "reviewer"
    assert browser.session["account_id"] == account.pk


def test_another_person_cannot_take_it(account: Account, sign_in: SignIn) -> None:
    link = invited(sign_in(Role.OWNER)[0])
    eve = MembershipFactory().user
    browser = Client()
    browser.force_login(eve)
    answer = browser.post(link)
    assert answer.status_code == 403
    assert "another e-mail address" in answer.content.decode()
    assert not Membership.objects.filter(user=eve, account=account).exists()
    assert Invitation.objects.get().accepted_at is None


def test_a_weak_password_makes_nobody(sign_in: SignIn) -> None:
    link = invited(sign_in(Role.OWNER)[0])
    answer = Client().post(link, {"name": "Nora", "password": "password"})
    assert answer.status_code == 422
    assert "too common" in answer.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("end", ["revoked", "expired", "replaced", "invented"])
def test_links_that_ended_look_like_links_that_never_were(sign_in: SignIn, end: str) -> None:
    owner, _ = sign_in(Role.OWNER)
    link = invited(owner)
    row = Invitation.objects.get()
    if end == "revoked":
        owner.post(f"/settings/invitations/{row.pk}/revoke/")
    elif end == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "replaced":
        invited(owner)
    else:
        link = "/invitations/invented/"
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"name": "Nora", "password": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="new@example.com").exists()


def test_an_admin_invites_no_owner(sign_in: SignIn) -> None:
    answer = sign_in(Role.ADMIN)[0].post(
        "/settings/members/invite/", {"email": "a@b.example", "role": "owner"}
    )
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_member_is_not_invited_again(sign_in: SignIn, mailoutbox: list[object]) -> None:
    client, me = sign_in(Role.OWNER)
    answer = client.post("/settings/members/invite/", {"email": me.user.email.upper(), "role": "analyst"})
    assert "a member already" in answer.content.decode()
    assert (Invitation.objects.exists(), mailoutbox) == (False, [])


def test_a_mail_server_that_is_away_leaves_the_link(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("compliance.accounts.invitations.send_mail", refuse)
    client, _ = sign_in(Role.OWNER)
    page = client.post("/settings/members/invite/", {"email": "n@example.com", "role": "analyst"})
    assert "could not be mailed" in page.content.decode()
    assert Invitation.objects.count() == 1


def test_invitations_of_others_are_not_found(sign_in: SignIn) -> None:
    client, _ = sign_in(Role.OWNER)
    theirs = MembershipFactory()
    with use_account(theirs.account_id):
        row = Invitation.objects.create(
            email="x@example.com",
            role="analyst",
            digest="0" * 64,
            expires_at=timezone.now() + timedelta(days=1),
        )
    assert client.post(f"/settings/invitations/{row.pk}/revoke/").status_code == 404
    assert Invitation.everywhere.get(pk=row.pk).revoked_at is None
