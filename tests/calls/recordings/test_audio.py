"""Hearing a recording: who, how long, which bytes, and the audit."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client

from calls.models import Agent, Call, Recording
from calls.recordings.links import SALT, audio_url
from compliance.models import Account, AuditEvent, Membership, Role
from tests.factories.accounts import MembershipFactory
from tests.factories.stories import recorded, told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def member(account: Account, client: Client) -> Membership:
    found: Membership = MembershipFactory(account=account)
    client.force_login(found.user)
    return found


@pytest.fixture
def call(account: Account) -> Call:
    made = told_call(NOON)
    recorded(made)
    return made


def test_the_whole_recording_is_mp3_and_audited(client: Client, member: Membership, call: Call) -> None:
    answer = client.get(audio_url(call.pk, member.user_id))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == f'inline; filename="call-{call.pk}.mp3"'
    assert answer.content[0] == 0xFF
    event = AuditEvent.objects.get(action="recording.opened")
    assert event.actor == member.user.username
    assert event.facts == {"purpose": "listen", "call": call.pk, "occasion": event.facts["occasion"]}


def test_a_range_is_that_part_of_the_whole(client: Client, member: Membership, call: Call) -> None:
    url = audio_url(call.pk, member.user_id)
    whole = client.get(url).content
    part = client.get(url, headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 1000-1999/{len(whole)}"
    assert part.content == whole[1000:2000]
    outside = client.get(url, headers={"Range": f"bytes={len(whole)}-"})
    assert outside.status_code == 416
    assert outside["Content-Range"] == f"bytes */{len(whole)}"


def test_the_ranges_of_one_link_are_one_opening(
    client: Client, member: Membership, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = audio_url(call.pk, member.user_id)
    for start in (0, 500, 1000):
        assert client.get(url, headers={"Range": f"bytes={start}-"}).status_code == 206
    assert AuditEvent.objects.filter(action="recording.opened").count() == 1
    earlier = time.time() - 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: earlier)
    url = audio_url(call.pk, member.user_id)
    monkeypatch.undo()
    assert client.get(url).status_code == 200
    assert AuditEvent.objects.filter(action="recording.opened").count() == 2


def test_an_agent_hears_the_own_calls_only(client: Client, account: Account, call: Call) -> None:
    member = MembershipFactory(account=account, role=Role.AGENT)
    client.force_login(member.user)
    assert client.get(audio_url(call.pk, member.user_id)).status_code == 404
    Agent.objects.filter(pk=call.agent_id).update(user=member.user)
    assert client.get(audio_url(call.pk, member.user_id)).status_code == 200


def test_links_are_for_one_person_one_call_and_ten_minutes(
    client: Client, member: Membership, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = told_call(NOON + timedelta(hours=1), number=2)
    recorded(other)
    assert client.get(audio_url(call.pk, member.user_id + 1)).status_code == 404
    borrowed = signing.dumps([call.pk, member.user_id], salt=SALT)
    assert client.get(f"/calls/{other.pk}/audio/?token={borrowed}").status_code == 404
    assert client.get(f"/calls/{call.pk}/audio/").status_code == 404
    assert client.get(f"/calls/{call.pk}/audio/?token=invented").status_code == 404
    url = audio_url(call.pk, member.user_id)
    monkeypatch.setattr("calls.recordings.links.SECONDS", -1)
    assert client.get(url).status_code == 404
    assert not AuditEvent.objects.filter(action="recording.opened").exists()


def test_listening_is_a_permission_of_its_own(client: Client, account: Account, call: Call) -> None:
    member = MembershipFactory(account=account, role=Role.INTEGRATION)
    client.force_login(member.user)
    assert client.get(audio_url(call.pk, member.user_id)).status_code == 403


def test_a_recording_that_is_not_redacted_is_not_there(
    client: Client, member: Membership, call: Call
) -> None:
    Recording.objects.update(state=Recording.State.FETCHED)
    assert client.get(audio_url(call.pk, member.user_id)).status_code == 404


def test_only_reading_is_possible(client: Client, member: Membership, call: Call) -> None:
    assert client.post(audio_url(call.pk, member.user_id)).status_code == 405
