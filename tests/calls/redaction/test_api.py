"""Redaction in the API, beside what holds for every operation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from calls.models import Call, RedactionReview, RedactionRun, Transcript
from calls.transcription.rows import dialogue
from compliance.accounts.api_keys import create_api_key
from compliance.accounts.roles import PERMISSIONS
from compliance.models import Account, ApiKey, AuditEvent, Membership, RedactionPolicy, Role
from tests.factories.accounts import MembershipFactory

Ask = Callable[..., Any]
API = "/api/v1/redaction"


@pytest.fixture
def ask(account: Account) -> Ask:
    """`ask(method, path, body)` with a key that may do all of it."""
    owner = MembershipFactory(account=account).user
    _, key = create_api_key(name="k", scopes=["redaction.review", "settings.manage", "audit.view"])
    ApiKey.objects.update(created_by=owner)
    client = Client(headers={"Authorization": f"Bearer {key}"})

    def send(method: str, path: str, body: Any = None) -> Any:
        return getattr(client, method)(f"{API}/{path}", body, content_type="application/json")

    return send


def test_the_policy_is_read_and_changed(ask: Ask) -> None:
    before = ask("get", "policy").json()
    assert before["review_percent"] == 2.0
    assert before["always_hidden"] == ["CARD_EXPIRY", "CARD_NUMBER", "CVV", "PASSCODE", "PAYMENT", "SSN"]
    answer = ask("patch", "policy", {"kept_types": ["URL"], "review_percent": 7.5})
    assert (answer.status_code, answer.json()["kept_types"]) == (200, ["URL"])
    assert float(RedactionPolicy.objects.get().review_percent) == 7.5
    assert ask("patch", "policy", {"kept_types": ["CVV"]}).status_code == 400
    assert ask("patch", "policy", {"kept_words": ["agent 47"]}).status_code == 400
    assert ask("patch", "policy", {"review_percent": 101}).status_code == 400
    assert RedactionPolicy.objects.get().kept_types == ["URL"]
    event = AuditEvent.objects.get(action="redaction_policy.changed")
    assert event.actor.startswith("key:")


def test_a_review_is_judged_once(ask: Ask, call: Call) -> None:
    review = RedactionReview.objects.create(call=call, version="test-1")
    answer = ask("post", f"reviews/{review.pk}", {"state": "clean"})
    assert (answer.status_code, answer.json()["state"], answer.json()["words"]) == (200, "clean", 31)
    assert ask("post", f"reviews/{review.pk}", {"state": "skipped"}).status_code == 409
    assert ask("post", f"reviews/{review.pk}", {"state": "missed"}).status_code == 400
    assert ask("get", "reviews?state=clean").json()["results"][0]["id"] == review.pk
    assert ask("get", "reviews?state=open").json()["results"] == []


def test_what_was_missed_is_hidden(ask: Ask, call: Call) -> None:
    path = f"calls/{call.pk}/missed"
    body = {"type": "NAME", "words": [{"turn": 1, "word": 4}]}
    assert ask("post", path, body).json() == {"call": call.pk, "found": {"NAME": 1}}
    assert "someone" not in dialogue(Transcript.objects.get())[1].text
    assert ask("post", path, body).status_code == 409
    assert ask("post", path, {**body, "words": [{"turn": 9, "word": 9}]}).status_code == 400
    assert ask("post", path, {**body, "words": []}).status_code == 400
    assert ask("post", path, {**body, "type": "COLOUR"}).status_code == 400


def test_a_run_is_started_for_whoever_made_the_key(ask: Ask, call: Call) -> None:
    answer = ask("post", "runs", {})
    assert answer.status_code == 202
    assert (answer.json()["apply"], answer.json()["state"], answer.json()["calls"]) == (False, "waiting", 1)
    run = RedactionRun.objects.get()
    assert run.asked_by == Membership.objects.get().user
    assert ask("post", "runs", {"apply": True}).status_code == 409
    assert ask("get", f"runs/{run.pk}/changes").json()["results"] == []


def test_the_summary_counts_without_words(ask: Ask, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calls.redaction.api.measured", lambda: None)
    found = ask("get", "summary").json()
    assert (found["calls"], found["outdated"], found["waiting"], found["measured"]) == (1, 1, 0, None)
    assert found["recordings"] == {"redacted": 1, "verified": 0, "last_verified": None, "withheld": 0}


@pytest.mark.parametrize("role", list(Role))
def test_roles_hold_the_words_of_the_pages(role: Role) -> None:
    reviews = {Role.OWNER, Role.ADMIN, Role.COMPLIANCE, Role.SUPERVISOR, Role.REVIEWER}
    assert ("redaction.review" in PERMISSIONS[role]) == (role in reviews)
    # Whoever hides for ever can hear what it is about.
    assert "calls.listen" in PERMISSIONS[role] or role not in reviews
