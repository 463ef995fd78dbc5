"""One-time links."""

import pytest
from django.test import Client
from pytest_django import Settings

from compliance.accounts.one_time import one_time_url
from compliance.models import AuditEvent
from tests.factories.accounts import MembershipFactory


@pytest.mark.django_db
def test_a_link_signs_in_once(client: Client) -> None:
    user = MembershipFactory().user
    url = one_time_url(user)
    answer = client.get(url)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEvent.everywhere.get().action == "member.signed_in"
    assert Client().get(url).status_code == 404


@pytest.mark.django_db
def test_a_link_ends_after_half_an_hour(client: Client, settings: Settings) -> None:
    url = one_time_url(MembershipFactory().user)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_a_link_is_good_for_its_own_person_only(client: Client) -> None:
    first, second = MembershipFactory().user, MembershipFactory().user
    token = one_time_url(first).rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/login/{second.pk}/{token}/").status_code == 404
