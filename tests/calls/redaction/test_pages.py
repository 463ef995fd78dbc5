"""The pages of redaction: who may do what, and what they show."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calls.models import Call, Recording, RedactionChange, RedactionReview, RedactionRun, Transcript
from calls.redaction import views
from calls.redaction.proof import measured, proof
from calls.transcription.rows import dialogue
from compliance.models import Account, AuditEvent, RedactionPolicy, Role
from compliance.policies import policy_of
from compliance.redaction.services import VERSION
from compliance.tenancy import use_account
from tests.calls.redaction.conftest import NOON
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

FORM = {
    "hidden": ["NAME", "PHONE"],
    "kept_words": "Lennox\n Trane , Rheem",
    "health_terms": "",
    "review_percent": "5",
}


def seat(client: Client, account: Account, role: str) -> Client:
    client.force_login(MembershipFactory(account=account, role=role).user)
    return client


@pytest.fixture
def owner(client: Client, account: Account) -> Client:
    return seat(client, account, Role.OWNER)


@pytest.fixture
def review(call: Call) -> RedactionReview:
    return RedactionReview.objects.create(call=call, version="test-1")


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


SEEN = {
    "/redaction/": {Role.OWNER, Role.ADMIN, Role.COMPLIANCE, Role.SUPERVISOR, Role.REVIEWER, Role.AUDITOR},
    "/redaction/reviews/": {Role.OWNER, Role.ADMIN, Role.COMPLIANCE, Role.SUPERVISOR, Role.REVIEWER},
    "/redaction/reviews/{review}/": {Role.OWNER, Role.ADMIN, Role.COMPLIANCE, Role.SUPERVISOR, Role.REVIEWER},
    "/redaction/runs/": {Role.OWNER, Role.ADMIN, Role.COMPLIANCE},
    "/settings/redaction/": {Role.OWNER, Role.ADMIN, Role.COMPLIANCE},
}


@pytest.mark.parametrize("role", list(Role))
def test_pages_open_by_role(client: Client, account: Account, review: RedactionReview, role: Role) -> None:
    seat(client, account, role)
    for path, roles in SEEN.items():
        answer = client.get(path.format(review=review.pk))
        assert answer.status_code == (200 if role in roles else 403), path


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR, Role.AGENT, Role.INTEGRATION])
def test_others_change_nothing(client: Client, account: Account, review: RedactionReview, role: Role) -> None:
    seat(client, account, role)
    call = review.call_id
    for path, sent in (
        (f"/redaction/reviews/{review.pk}/judge/", {"state": "clean"}),
        (f"/redaction/calls/{call}/hide/", {"word": "1:4", "type": "NAME"}),
        ("/redaction/runs/start/", {"apply": "yes"}),
        ("/settings/redaction/", FORM),
    ):
        assert client.post(path, sent).status_code == 403, path
    review.refresh_from_db()
    assert review.state == "open"
    assert not RedactionRun.objects.exists()
    assert not RedactionPolicy.objects.exists()
    assert not RedactionChange.objects.exists()


def test_rows_of_others_are_not_found(owner: Client) -> None:
    with use_account(AccountFactory().pk):
        call = told_call(NOON)
        review = RedactionReview.objects.create(call=call, version="v")
        run = RedactionRun.objects.create(version="v")
    for path in (f"reviews/{review.pk}", f"calls/{call.pk}", f"runs/{run.pk}"):
        assert owner.get(f"/redaction/{path}/").status_code == 404
    assert owner.post(f"/redaction/reviews/{review.pk}/judge/", {"state": "clean"}).status_code == 404
    assert owner.post(f"/redaction/calls/{call.pk}/hide/", {"word": "1:4", "type": "NAME"}).status_code == 404
    assert RedactionReview.everywhere.get().state == "open"


def test_the_policy_is_kept_and_audited(owner: Client) -> None:
    shown = page(owner, "/settings/redaction/")
    assert shown.count('class="switch"') == 18
    assert shown.count(" checked") == 18
    assert 'value="CVV"' not in shown
    answer = owner.post("/settings/redaction/", {**FORM, "hide_health": "on"})
    assert answer["Location"] == "/settings/redaction/"
    row = RedactionPolicy.objects.get()
    assert (row.hide_health, row.keep_last_four, row.review_percent) == (True, False, Decimal(5))
    assert row.kept_words == ["Lennox", "Trane", "Rheem"]
    assert "EMAIL" in row.kept_types
    assert not {"NAME", "PHONE", "CVV", "CARD_LAST4", "CONDITION"} & set(row.kept_types)
    policy = policy_of()
    assert policy.kept_words == {"lennox", "trane", "rheem"}
    assert (policy.hides("EMAIL"), policy.hides("PHONE"), policy.hides("CVV")) == (False, True, True)
    changed = AuditEvent.objects.get(action="redaction_policy.changed").facts["changed"]
    assert changed["kept_words"] == [0, 3]
    assert changed["hide_health"] == [False, True]
    assert changed["review_percent"] == ["2.00", "5.00"]
    assert "Trane" not in json.dumps(changed)
    owner.post("/settings/redaction/", {**FORM, "hide_health": "on"})
    assert AuditEvent.objects.filter(action="redaction_policy.changed").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"hidden": ["COLOUR"]},
        {"review_percent": "101"},
        {"review_percent": ""},
        {"kept_words": "agent 47"},
        {"kept_words": "x" * 61},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(owner: Client, wrong: dict[str, Any]) -> None:
    answer = owner.post("/settings/redaction/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="redaction_policy.changed").exists()


def test_the_queue_shows_what_waits(owner: Client, review: RedactionReview) -> None:
    done = RedactionReview.objects.create(
        call=told_call(NOON, number=2), version="old", state="clean", words=9
    )
    waiting, all_ = page(owner, "/redaction/reviews/"), page(owner, "/redaction/reviews/?state=all")
    links = [f"/redaction/reviews/{one.pk}/" for one in (review, done)]
    assert [link in waiting for link in links] == [True, False]
    assert [link in all_ for link in links] == [True, True]
    old = page(owner, "/redaction/reviews/?state=clean&version=old")
    assert [link in old for link in links] == [False, True]
    assert links[0] in page(owner, "/redaction/reviews/?state=colour")


def test_a_review_shows_words_to_tick_and_not_what_is_hidden(owner: Client, review: RedactionReview) -> None:
    shown = page(owner, f"/redaction/reviews/{review.pk}/")
    assert 'name="word" value="1:4">someone</label>' in shown
    assert shown.count('name="word"') == 31
    assert '<span class="w hid"' in shown
    assert "/audio/?token=" in shown
    assert owner.get(f"/redaction/calls/{review.call_id}/")["Location"] == f"/redaction/reviews/{review.pk}/"


def test_a_verdict_leads_to_the_next_call(owner: Client, review: RedactionReview) -> None:
    other = RedactionReview.objects.create(call=told_call(NOON, number=2), version="v")
    answer = owner.post(f"/redaction/reviews/{review.pk}/judge/", {"state": "clean"})
    assert answer["Location"] == f"/redaction/reviews/{other.pk}/"
    answer = owner.post(f"/redaction/reviews/{other.pk}/judge/", {"state": "skipped"})
    assert answer["Location"] == "/redaction/reviews/"
    assert list(RedactionReview.objects.order_by("pk").values_list("state", flat=True)) == [
        "clean",
        "skipped",
    ]
    assert owner.post(f"/redaction/reviews/{other.pk}/judge/", {"state": "missed"}).status_code == 404
    again = owner.post(f"/redaction/reviews/{other.pk}/judge/", {"state": "clean"}, follow=True)
    assert "has judged this call already" in again.content.decode()


def test_marked_words_are_hidden(owner: Client, review: RedactionReview) -> None:
    sent = {"word": ["1:4", "1:5", "x", "3"], "type": "NAME"}
    answer = owner.post(f"/redaction/calls/{review.call_id}/hide/", sent, follow=True)
    shown = answer.content.decode()
    assert "1 stretch is hidden" in shown
    assert "someone" not in shown
    assert "by a person" in shown
    assert dialogue(Transcript.objects.get())[1].text.startswith("My furnace quit, can [NAME_1] tomorrow?")
    review.refresh_from_db()
    assert review.state == "missed"


@pytest.mark.parametrize(
    "sent",
    [{"type": "NAME"}, {"word": "1:4"}, {"word": "1:4", "type": "COLOUR"}, {"word": "9:9", "type": "NAME"}],
)
def test_marks_that_make_no_sense_hide_nothing(
    owner: Client, review: RedactionReview, sent: dict[str, str]
) -> None:
    answer = owner.post(f"/redaction/calls/{review.call_id}/hide/", sent, follow=True)
    assert answer.status_code == 200
    assert not RedactionChange.objects.exists()


def test_the_call_leads_to_its_check(owner: Client, call: Call) -> None:
    shown = page(owner, f"/calls/{call.pk}/")
    assert f'href="/redaction/calls/{call.pk}/"' in shown
    assert "Not drawn" in page(owner, f"/redaction/calls/{call.pk}/")
    Transcript.objects.update(payment_windows=[[4.0, 9.5, "CARD_NUMBER"], [12.0, None, "paused"]])
    call.recordings.update(verified_at=timezone.now())
    review = RedactionReview.objects.create(call=call, version="test-1")
    shown = page(owner, f"/calls/{call.pk}/")
    assert f'href="/redaction/reviews/{review.pk}/"' in shown
    assert '<a href="#t=4.00">0:04–0:09</a>, <a href="#t=12.00">0:12–end</a>' in shown
    Transcript.objects.all().delete()
    assert owner.get(f"/redaction/calls/{told_call(NOON, number=5).pk}/").status_code == 200
    review.delete()
    assert owner.get(f"/redaction/calls/{call.pk}/").status_code == 404


def test_a_preview_is_started_shown_and_applied(owner: Client, call: Call) -> None:
    assert "1 call is kept, 1 redacted by older rules" in page(owner, "/redaction/runs/")
    answer = owner.post("/redaction/runs/start/")
    run = RedactionRun.objects.get()
    assert answer["Location"] == f"/redaction/runs/{run.pk}/"
    assert (run.apply, run.state, run.total) == (False, "waiting", 1)
    assert 'hx-trigger="every 2s"' in page(owner, f"/redaction/runs/{run.pk}/")
    refused = owner.post("/redaction/runs/start/", {"apply": "yes"}, follow=True)
    assert "has not ended yet" in refused.content.decode()
    RedactionRun.objects.update(state="finished", seen=1, changed=1)
    RedactionChange.objects.create(
        run=run,
        call=call,
        before="test-1",
        after=VERSION,
        found={"CVV": 2},
        places=[[1, "CVV", 65.0, 66.0]] * 6,
    )
    shown = page(owner, f"/redaction/runs/{run.pk}/")
    assert f'href="/calls/{call.pk}/#t=65.00"' in shown
    assert "Card security code 2" in shown
    assert "and 2 more" in shown
    assert "Hide it in 1 call<" in shown
    assert "hx-trigger" not in shown.partition("<main")[2]
    owner.post("/redaction/runs/start/", {"apply": "yes"})
    assert RedactionRun.objects.first().apply
    assert "Hide it in" not in page(owner, f"/redaction/runs/{run.pk}/")


def test_progress_is_a_fragment_that_ends_with_the_whole_page(owner: Client, account: Account) -> None:
    run = RedactionRun.objects.create(version="v", state="running", total=4, seen=1)
    answer = owner.get(f"/redaction/runs/{run.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'value="1" max="4"' in answer.content.decode()
    assert "HX-Refresh" not in answer
    RedactionRun.objects.update(state="finished")
    assert owner.get(f"/redaction/runs/{run.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_the_proof_counts(owner: Client, call: Call) -> None:
    second = told_call(timezone.now(), number=2)
    Transcript.objects.filter(call=second).update(
        redaction_version=VERSION,
        hidden_counts={"NAME": 3, "CVV": 1},
        payment_windows=[[1, 2, "CVV"], [5, None, "CVV"]],
    )
    Recording.objects.create(call=second, external_id="w", state="failed", error="withheld: language")
    Recording.objects.filter(call=call).update(verified_at=NOON)
    Call.objects.filter(pk=call.pk).update(start_time=timezone.now() - timedelta(days=31))
    with use_account(AccountFactory().pk):
        told_call(timezone.now())
    found = proof()
    assert (found.redacted, found.outdated, found.windows, found.window_calls) == (2, 1, 2, 1)
    assert [(one.kind, one.spans, one.calls) for one in found.hidden] == [("NAME", 3, 1), ("CVV", 1, 1)]
    assert (found.recordings.redacted, found.recordings.verified, found.recordings.withheld) == (1, 1, 1)
    shown = page(owner, "/redaction/")
    assert f'href="/calls/?hidden=CVV&amp;start_date={found.hidden_since:%Y-%m-%d}"' in shown
    for query, ids in (
        ("hidden=CVV", [second.pk]),
        ("rules=test-1", [call.pk]),
        ("payment=true", [second.pk]),
        ("payment=false", [call.pk]),
        ("verified=true", [call.pk]),
        ("withheld=true", [second.pk]),
        ("redaction_review=open", []),
    ):
        listed = page(owner, f"/calls/?{query}")
        assert [pk for pk in (call.pk, second.pk) if f'href="/calls/{pk}/"' in listed] == ids, query


def test_the_proof_of_an_empty_account(owner: Client) -> None:
    shown = page(owner, "/redaction/")
    assert "Nobody has judged a call yet" in shown
    assert "No call has been redacted yet" in shown


def test_an_auditor_follows_no_link_to_calls(client: Client, account: Account, call: Call) -> None:
    shown = page(seat(client, account, Role.AUDITOR), "/redaction/").partition("<main")[2]
    assert 'href="/calls/' not in shown
    assert "/redaction/reviews/" not in shown


def test_measured_rules_are_shown_beside_stock_presidio(
    owner: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "measured.json"
    assert measured(path) is None
    types = {
        "NAME": {"spans": 2, "recall": 0.5, "precision": 1.0},
        "CVV": {"spans": 9, "recall": 0.987, "precision": None},
    }
    stock = {"leak_free": {"pci": 0.028}, "types": {"NAME": {"spans": 2, "recall": 0.25, "precision": 0.5}}}
    document = {
        "version": "spoken-7", "date": "2026-11-22", "set": "held out", "dialogues": 1200,
        "leak_free": {"pci": 0.981}, "lookalikes": 0.084, "types": types, "stock": stock,
    }  # fmt: skip
    path.write_text(json.dumps(document))
    found = measured(path)
    assert found is not None
    assert [row["kind"] for row in found.rows] == ["CVV", "NAME"]
    assert found.shares == [("payment data", 0.981, 0.028)]
    assert found.harms == [("Look-alikes hidden: prices, years, times", 0.084, None)]
    monkeypatch.setattr(views, "measured", lambda: found)
    shown = page(owner, "/redaction/")
    for text in (
        "spoken-7 · 2026-11-22 · held out, 1,200 dialogues",
        "98.1%",
        "stock Presidio 2.8%",
        "98.7%",
        "25.0%",
    ):
        assert text in shown


@pytest.mark.parametrize("path", ["", "reviews/?state=all", "reviews/{review}/", "runs/", "runs/{run}/"])
def test_more_rows_ask_no_more(owner: Client, call: Call, path: str) -> None:
    review = RedactionReview.objects.create(call=call, version="test-1")
    run = RedactionRun.objects.create(version="v", state="finished")
    address = f"/redaction/{path.format(review=review.pk, run=run.pk)}"
    counts = []
    for first in (10, 20):
        for number in range(first, first + 3):
            other = told_call(NOON, number=number)
            RedactionReview.objects.create(
                call=other, version=f"v{number}", state="missed", missed={"NAME": 1}
            )
            RedactionRun.objects.create(version=f"v{number}", state="finished")
            RedactionChange.objects.create(run=run, call=other, before="a", after="b", found={"CVV": 1})
        page(owner, address)
        with CaptureQueriesContext(connection) as queries:
            page(owner, address)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
