"""Calls drawn for people to check, and what their verdicts say."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from scipy.stats import beta

from calls.models import Call, RedactionChange, RedactionReview, Transcript
from calls.redaction import reviews
from calls.redaction.repair import RepairError
from calls.redaction.reviews import ReviewClosed, draw, draw_reviews, hide_missed, judge, lot, word_marks
from calls.redaction.statistics import Audited, audited, together, upper_bound
from calls.transcription.rows import dialogue
from compliance.models import Account, AuditEvent, RedactionPolicy
from compliance.tenancy import use_account
from tests.calls.redaction.conftest import NOON
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call

State = RedactionReview.State


@pytest.fixture
def person(account: Account) -> Any:
    return MembershipFactory(account=account).user


def always(share: float) -> None:
    RedactionPolicy.objects.update_or_create(defaults={"review_percent": share})


def test_lots_are_even_and_always_the_same() -> None:
    lots = [lot(1, pk) for pk in range(4000)]
    assert lots == [lot(1, pk) for pk in range(4000)]
    assert lots != [lot(2, pk) for pk in range(4000)]
    assert sum(one < 0.02 for one in lots) == pytest.approx(80, abs=30)
    assert sum(one < 0.5 for one in lots) == pytest.approx(2000, abs=120)


def test_a_call_is_drawn_once_with_the_rules_that_redacted_it(call: Call) -> None:
    always(100)
    review = draw(call)
    assert review is not None
    assert (review.state, review.version, review.words) == ("open", "test-1", 0)
    assert draw(call) == review
    assert RedactionReview.objects.count() == 1


@pytest.mark.parametrize("why", ["share", "words", "transcript"])
def test_calls_that_are_not_drawn(call: Call, why: str) -> None:
    always(0 if why == "share" else 100)
    if why == "words":
        call.transcript.turns.all().delete()
    if why == "transcript":
        Transcript.objects.all().delete()
    assert draw(Call.objects.get(pk=call.pk)) is None
    assert not RedactionReview.objects.exists()


def test_the_beat_draws_what_is_fresh_in_every_account(call: Call) -> None:
    always(100)
    old = told_call(NOON, number=2)
    Transcript.objects.filter(call=old).update(created_at=timezone.now() - timedelta(days=3))
    with use_account(AccountFactory().pk):
        always(100)
        theirs = told_call(NOON)
    assert draw_reviews() == 2
    assert draw_reviews() == 0
    assert set(RedactionReview.everywhere.values_list("call_id", "account_id")) == {
        (call.pk, call.account_id),
        (theirs.pk, theirs.account_id),
    }


def test_a_clean_call_counts_its_readable_words(call: Call, person: Any) -> None:
    always(100)
    review = draw(call)
    assert review
    judge(review, State.CLEAN, user=person, actor="Ann")
    review.refresh_from_db()
    assert (review.state, review.words, review.reviewer) == ("clean", 31, person)
    event = AuditEvent.objects.get(action="redaction.reviewed")
    assert event.actor == "Ann"
    assert event.facts == {"call": call.pk, "verdict": "clean", "words": 31}
    with pytest.raises(ReviewClosed):
        judge(review, State.SKIPPED, user=person, actor="Ann")
    review.refresh_from_db()
    assert review.state == "clean"


def test_what_was_missed_is_hidden_and_audited_without_words(call: Call, person: Any) -> None:
    always(100)
    draw(call)
    assert hide_missed(call, [(1, 4), (1, 5), (1, 0)], "NAME", user=person, actor="Ann") == {"NAME": 2}
    review = RedactionReview.objects.get()
    assert (review.state, review.missed, review.words, review.reviewer) == ("missed", {"NAME": 2}, 31, person)
    assert dialogue(Transcript.objects.get())[1].text.startswith(
        "[NAME_1] furnace quit, can [NAME_2] tomorrow?"
    )
    event = AuditEvent.objects.get(action="redaction.missed")
    assert event.facts == {"found": {"NAME": 2}, "version": "test-1"}
    hide_missed(call, [(1, 1)], "CONDITION", user=person, actor="Ann")
    review.refresh_from_db()
    assert review.missed == {"NAME": 2, "CONDITION": 1}
    assert RedactionChange.objects.filter(run=None, applied=True).count() == 2


def test_a_clean_call_becomes_a_missed_one(call: Call, person: Any) -> None:
    always(100)
    review = draw(call)
    assert review
    judge(review, State.CLEAN, user=person, actor="Ann")
    hide_missed(call, [(1, 4)], "NAME", user=person, actor="Ann")
    review.refresh_from_db()
    assert review.state == "missed"


def test_a_call_that_was_not_drawn_is_repaired_without_a_review(call: Call, person: Any) -> None:
    hide_missed(call, [(1, 4)], "NAME", user=person, actor="Ann")
    assert not RedactionReview.objects.exists()
    assert RedactionChange.objects.get().found == {"NAME": 1}


@pytest.mark.parametrize("words", [[(9, 0)], [(0, 99)], [(-1, 0)], [(0, -1)]])
def test_places_that_are_none_are_refused(call: Call, person: Any, words: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError):
        hide_missed(call, words, "NAME", user=person, actor="Ann")
    with pytest.raises(ValueError):
        hide_missed(call, [(0, 0)], "COLOUR", user=person, actor="Ann")
    assert not RedactionChange.objects.exists()


def test_hidden_words_are_nothing_missed(call: Call, person: Any) -> None:
    with pytest.raises(RepairError):
        hide_missed(call, [(1, 10)], "CARD_NUMBER", user=person, actor="Ann")
    assert not AuditEvent.objects.filter(action="redaction.missed").exists()


def test_words_next_to_each_other_are_one_mark(call: Call) -> None:
    marks = word_marks(dialogue(call.transcript), [(0, 1), (0, 0), (0, 3), (1, 9), (1, 10)], "NAME")
    assert [(m.turn, m.begin, m.stop) for m in marks] == [(0, 0, 17), (0, 22, 26), (1, 52, 54)]


def test_the_same_words_go_wherever_they_are_said(call: Call, person: Any) -> None:
    found = hide_missed(call, [(1, 6)], "NAME", user=person, actor="Ann", everywhere=True)
    assert found == {"NAME": 2}
    texts = [turn.text for turn in dialogue(Transcript.objects.get())]
    assert texts[1].startswith("My furnace quit, can someone come [NAME_1] My card")
    assert texts[2] == "Yes, I have you down for [NAME_1] at nine."
    assert AuditEvent.objects.get(action="redaction.missed").facts["found"] == {"NAME": 2}


def test_short_words_are_not_looked_for_elsewhere(call: Call, person: Any) -> None:
    assert hide_missed(call, [(2, 1)], "NAME", user=person, actor="Ann", everywhere=True) == {"NAME": 1}
    assert "how can I help" in dialogue(Transcript.objects.get())[0].text


def test_a_failed_repair_closes_no_review(call: Call, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RepairError("busy", busy=True)

    always(100)
    draw(call)
    monkeypatch.setattr(reviews, "hide", fail)
    with pytest.raises(RepairError):
        hide_missed(call, [(1, 4)], "NAME", user=person, actor="Ann")
    assert RedactionReview.objects.get().state == "open"


@pytest.mark.parametrize(("found", "judged"), [(0, 1), (0, 100), (3, 60), (59, 60)])
def test_the_bound_is_that_of_clopper_and_pearson(found: int, judged: int) -> None:
    assert upper_bound(found, judged) == pytest.approx(beta.ppf(0.95, found + 1, judged - found))


def test_the_bound_at_its_ends() -> None:
    assert upper_bound(0, 0) is None
    assert upper_bound(5, 5) == 1.0
    assert upper_bound(0, 300) == pytest.approx(3 / 300, rel=0.01)


def test_statistics_are_by_version(account: Account) -> None:
    for n, (version, state, missed, words) in enumerate([
        ("a", "clean", {}, 10), ("a", "missed", {"NAME": 1}, 20), ("a", "missed", {"CVV": 1, "NAME": 2}, 5),
        ("a", "skipped", {}, 0), ("a", "open", {}, 0), ("b", "clean", {}, 7),
    ]):  # fmt: skip
        RedactionReview.objects.create(
            call=told_call(NOON, number=n + 10),
            state=state,
            version=version,
            missed=missed,
            words=words,
            reviewed_at=NOON + timedelta(hours=n),
        )
    assert audited() == [
        Audited("b", 1, 0, 0, 0, 7, NOON + timedelta(hours=5)),
        Audited("a", 3, 2, 1, 1, 35, NOON + timedelta(hours=3)),
    ]
    whole = together(audited())
    assert (whole.judged, whole.missed, whole.critical, whole.words) == (4, 2, 1, 42)
    assert whole.rate == 0.5
    assert audited()[0].critical_bound == pytest.approx(0.95)
    with use_account(AccountFactory().pk):
        assert audited() == []
        assert together([]).bound is None
