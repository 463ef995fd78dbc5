"""Who finds what in the rail."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from compliance.accounts.roles import ALL
from compliance.models import Account, Membership, Role
from config import navigation
from config.navigation import Place, Section, entries
from config.templatetags.icons import SHAPES
from tests.factories.accounts import AccountFactory, MembershipFactory


def asked(role: str | None, path: str = "/", **badges: int) -> HttpRequest:
    """A request of a member with a role, or of nobody."""
    request = RequestFactory().get(path)
    request.membership = Membership(role=role) if role else None
    request.badges = badges
    return request


def names(sections: list[Section]) -> list[str]:
    return [entry.place.name for section in sections for entry in section.entries]


@pytest.fixture
def all_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page exists, at /<name>/."""
    monkeypatch.setattr(navigation, "reverse", lambda name: f"/{name}/")


REPORTS = ["overview", "calls", "roas", "paths", "waste", "costs", "conversions", "numbers", "pipeline"]
EVERYTHING = [*REPORTS, "redaction", "setup", "settings"]


@pytest.mark.parametrize(("role", "found"), [
    (Role.OWNER, EVERYTHING),
    (Role.ADMIN, EVERYTHING),
    (Role.ANALYST, [*REPORTS, "settings"]),
    (Role.REVIEWER, ["calls", "pipeline", "redaction"]),
    (Role.AGENT, ["calls"]),
    (Role.AUDITOR, ["redaction"]),
    (None, []),
])  # fmt: skip
def test_entries_follow_the_role(all_there: None, role: str | None, found: list[str]) -> None:
    assert names(entries(asked(role))) == found


def test_sections_without_entries_are_left_out(all_there: None) -> None:
    assert [str(section.label) for section in entries(asked(Role.REVIEWER))] == ["", "Operate"]


def test_pages_that_do_not_exist_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    word = frozenset({"calls.view"})
    places = (Place("calls", "Calls", "phone", word), Place("none-such", "Nothing", "phone", word))
    monkeypatch.setattr(navigation, "SECTIONS", (("", places),))
    assert names(entries(asked(Role.OWNER))) == ["calls"]


@pytest.mark.parametrize(("path", "current"), [
    ("/calls/", ["calls"]),
    ("/calls/12/", ["calls"]),
    ("/roas/", ["roas"]),
    ("/elsewhere/", []),
])  # fmt: skip
def test_the_page_one_is_on_is_marked(all_there: None, path: str, current: list[str]) -> None:
    marked = [e.place.name for s in entries(asked(Role.OWNER, path)) for e in s.entries if e.current]
    assert marked == current


def test_badges_are_shown_where_there_are_any(all_there: None) -> None:
    counts = {e.place.name: e.count for s in entries(asked(Role.OWNER, conversions=3)) for e in s.entries}
    assert counts["conversions"] == 3
    assert counts["calls"] == 0


def test_every_icon_is_drawn_and_every_permission_known() -> None:
    places = [place for _, some in navigation.SECTIONS for place in some]
    assert {place.icon for place in places} <= set(SHAPES)
    assert {word for place in places for word in place.permissions} <= ALL


def test_the_switch_lists_all_of_ones_accounts(account: Account, client: Client) -> None:
    person = MembershipFactory(account=account).user
    client.force_login(person)
    address = reverse("account_change_password")
    assert reverse("choose-account") not in client.get(address).content.decode()
    second = AccountFactory(name="Harbor Dental")
    MembershipFactory(account=second, user=person, role=Role.REVIEWER)
    page = client.get(address).content.decode()
    assert f'action="{reverse("choose-account")}"' in page
    assert f'name="account" value="{second.pk}"' in page
    assert "Harbor Dental" in page
