"""The runner: one stage at a time, claims, retries, dead workers, consent, and nothing lost with the broker."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from calls.models import Call, StageRun
from calls.pipeline import runner, sweeper
from compliance.consent.gate import record_consent
from compliance.models import Account
from tests.calls.pipeline.stages import After, Last, Note, StageError


@pytest.fixture(autouse=True)
def pipeline(settings: Settings) -> None:
    settings.CALL_PIPELINE = [f"tests.calls.pipeline.stages.{name}" for name in ("Note", "After", "Last")]
    for stage in (Note, After, Last):
        stage.ran.clear()
        stage.failures.clear()


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The run ids put on the queue; nothing runs by itself."""
    sent: list[int] = []
    monkeypatch.setattr("calls.pipeline.runner.enqueue", lambda task, pk, **_: sent.append(pk))
    return sent


@pytest.fixture
def call(account: Account) -> Call:
    made = Call.objects.create(
        source="import", external_id="1", start_time=timezone.now(), state=Call.State.ENDED
    )
    record_consent(made.subject, {"analyse": True}, source="notice")
    return made


def _run_all(nudges: list[int]) -> None:
    while nudges:
        runner.run_stage(nudges.pop(0))


def _states(call: Call) -> list[tuple[str, str, str]]:
    return list(call.stage_runs.values_list("key", "status", "reason"))


def test_stages_run_in_order_and_the_call_is_done(call: Call, nudges: list[int]) -> None:
    runner.start(call)
    runner.start(call)
    assert len(nudges) == 2  # a second start wakes the same row again and makes no new ones
    _run_all(nudges)
    assert _states(call) == [("note", "done", ""), ("after", "done", ""), ("last", "done", "")]
    assert (Note.ran, After.ran, Last.ran) == ([call.pk], [call.pk], [call.pk])
    call.refresh_from_db()
    assert call.processing == "done"


def test_a_permanent_failure_skips_what_needs_it_and_asks_for_a_person(call: Call, nudges: list[int]) -> None:
    Note.failures.append(StageError("the file is no audio", permanent=True))
    runner.start(call)
    _run_all(nudges)
    assert _states(call) == [
        ("note", "failed", "the file is no audio"),
        ("after", "skipped", "needs note"),
        ("last", "done", ""),
    ]
    call.refresh_from_db()
    assert call.processing == "attention"


def test_a_person_retries_and_what_was_skipped_runs_too(call: Call, nudges: list[int]) -> None:
    Note.failures.append(StageError("down", permanent=True))
    runner.start(call)
    _run_all(nudges)
    runner.retry(call.stage_runs.get(key="note"))
    _run_all(nudges)
    assert [status for _, status, _ in _states(call)] == ["done", "done", "done"]
    call.refresh_from_db()
    assert call.processing == "done"


def test_a_transient_failure_waits_and_is_tried_again(call: Call, nudges: list[int]) -> None:
    Note.failures.append(StageError("the provider answered 503", permanent=False))
    runner.start(call)
    run = call.stage_runs.get(key="note")
    runner.run_stage(run.pk)
    run.refresh_from_db()
    assert (run.status, run.attempt, run.reason) == ("failed", 1, "the provider answered 503")
    assert timedelta(seconds=4) < run.retry_at - timezone.now() <= timedelta(seconds=5)
    runner.run_stage(run.pk)  # too early: nothing happens
    assert Note.ran == [call.pk]
    StageRun.objects.filter(pk=run.pk).update(retry_at=timezone.now())
    runner.run_stage(run.pk)
    run.refresh_from_db()
    assert (run.status, run.attempt) == ("done", 2)


def test_a_bug_is_kept_as_its_class_and_never_as_its_text(call: Call, nudges: list[int], caplog) -> None:
    cause = ValueError("card 4111111111111111")
    error = RuntimeError("4111111111111111")
    error.__cause__ = cause
    Note.failures.append(error)
    runner.start(call)
    runner.run_stage(call.stage_runs.get(key="note").pk)
    run = call.stage_runs.get(key="note")
    assert (run.status, run.reason) == ("failed", "RuntimeError")
    assert "4111" not in caplog.text
    assert "stages.py" in caplog.text


def test_a_stage_that_always_fails_ends(call: Call, nudges: list[int]) -> None:
    Note.failures.extend(StageError("503", permanent=False) for _ in range(20))
    runner.start(call)
    run = call.stage_runs.get(key="note")
    for _ in range(10):
        StageRun.objects.filter(pk=run.pk, status="failed").exclude(retry_at=None).update(
            retry_at=timezone.now()
        )
        runner.run_stage(run.pk)
    run.refresh_from_db()
    assert (run.status, run.attempt, run.retry_at) == ("failed", runner.MAX_ATTEMPTS, None)
    assert len(Note.ran) == runner.MAX_ATTEMPTS


def test_two_workers_cannot_have_one_row(call: Call, nudges: list[int]) -> None:
    runner.start(call)
    pk = call.stage_runs.get(key="note").pk
    assert runner.claim(pk) is not None
    assert runner.claim(pk) is None


def test_stages_out_of_turn_are_not_taken(call: Call, nudges: list[int]) -> None:
    runner.start(call)
    assert runner.claim(call.stage_runs.get(key="after").pk) is None


def test_a_dead_workers_row_is_found_and_run_again(call: Call, nudges: list[int]) -> None:
    runner.start(call)
    nudges.clear()
    run = runner.claim(call.stage_runs.get(key="note").pk)
    assert sweeper.sweep() == 0  # alive: its lease runs
    past = timezone.now() - timedelta(minutes=5)
    StageRun.objects.filter(pk=run.pk).update(lease_until=past, nudged_at=past)
    assert sweeper.sweep() == 1
    _run_all(nudges)
    assert [status for _, status, _ in _states(call)] == ["done", "done", "done"]


def test_a_worker_that_comes_back_late_cannot_overwrite_its_successor(call: Call, nudges: list[int]) -> None:
    runner.start(call)
    first = runner.claim(call.stage_runs.get(key="note").pk)
    StageRun.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    second = runner.claim(first.pk)
    runner._finish(first, "skipped", reason="late")
    second.refresh_from_db()
    assert (second.status, second.attempt, second.reason) == ("running", 2, "")


def test_without_consent_the_stage_is_a_normal_skip(call: Call, nudges: list[int]) -> None:
    record_consent(call.subject, {"analyse": False}, source="opt_out")
    runner.start(call)
    _run_all(nudges)
    assert _states(call)[2] == ("last", "skipped", "no consent to analyse")
    assert Last.ran == []


def test_work_that_was_never_put_on_the_queue_is_found(call: Call, nudges: list[int]) -> None:
    runner.start(call)
    nudges.clear()
    StageRun.objects.update(nudged_at=timezone.now() - timedelta(minutes=5))
    assert sweeper.sweep() == 1
    assert nudges == [call.stage_runs.get(key="note").pk]


def test_an_ended_call_whose_recording_never_came_starts_anyway(account: Account, nudges: list[int]) -> None:
    long_ago = timezone.now() - timedelta(minutes=20)
    late = Call.objects.create(
        source="twilio", external_id="2", start_time=long_ago, state="ended", ended_at=long_ago
    )
    Call.objects.create(
        source="twilio", external_id="3", start_time=long_ago, state="ended", ended_at=timezone.now()
    )
    assert sweeper.sweep() == 1
    assert set(StageRun.objects.values_list("call_id", flat=True)) == {late.pk}
