"""The present rules over kept calls: preview, apply, going on after a kill."""

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from calls.models import Call, RedactionChange, RedactionRun, Transcript, Turn
from calls.redaction import runs
from calls.redaction.repair import RepairError
from calls.redaction.runs import RunUnderWay, start_run, sweep_runs, work
from calls.transcription.rows import dialogue
from compliance.models import Account, AuditEvent
from compliance.redaction.services import VERSION
from compliance.redaction.span import Redaction, RedactionError, Segment, Span
from compliance.tenancy import use_account
from tests.calls.redaction.conftest import NOON
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import told_call


class Rules:
    """Rules that hide a word."""

    def __init__(self, word: str = "furnace") -> None:
        self.word, self.calls, self.names = word, 0, []
        self.segments: list[Segment] = []

    def redact(
        self, turns: Sequence[Any], policy: Any, names: Sequence[str], segments: Sequence[Segment]
    ) -> Redaction:
        self.calls += 1
        self.segments += segments
        self.names = list(names)
        spans = tuple(
            Span(n, m.start(), m.end(), "CONDITION", 1.0, "Rules", "[CONDITION_1]", 4.4, 4.75)
            for n, turn in enumerate(turns)
            for m in re.finditer(self.word, turn.text)
        )
        return Redaction(tuple(turns), spans, ())


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    made = Rules()
    monkeypatch.setattr(runs, "engine", lambda: made)
    monkeypatch.setattr(runs, "BUSY_SECONDS", 0.0)
    return made


@pytest.fixture
def calls(call: Call) -> list[Call]:
    """Two more calls; the last one has nothing to hide."""
    more = [call, told_call(NOON, number=2), told_call(NOON, number=3)]
    Turn.objects.filter(transcript__call=more[2], position=1).update(
        text="Fine", words=[["Fine", 4, 5, 1, 0, 4]]
    )
    return more


def second(call: Call) -> str:
    return dialogue(Transcript.objects.get(call=call))[1].text


def test_a_preview_counts_and_changes_nothing(calls: list[Call], rules: Rules, account: Account) -> None:
    user = MembershipFactory(account=account).user
    files = calls[0].recordings.get().file
    run = start_run(apply=False, user=user, actor=user.get_username())
    assert (run.state, run.total, run.version) == ("waiting", 3, VERSION)
    assert work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed, run.error) == ("finished", 3, 2, "")
    assert run.position == calls[2].pk
    change = RedactionChange.objects.get(call=calls[0])
    assert (change.before, change.after, change.applied) == ("test-1", VERSION, False)
    assert change.found == {"CONDITION": 1}
    assert change.places == [[1, "CONDITION", 4.4, 4.75]]
    assert "furnace" in second(calls[0])
    assert calls[0].recordings.get().file == files
    assert Transcript.objects.get(call=calls[2]).redaction_version == "test-1"
    assert rules.names == ["Dana"]
    started, ended = AuditEvent.objects.order_by("position")
    assert (started.action, started.actor) == ("redaction_run.started", user.get_username())
    assert ended.facts == {"apply": False, "state": "finished", "calls": 3, "changed": 2}
    assert ended.actor == user.get_username()


def test_an_applied_run_hides_and_doing_it_again_changes_nothing(calls: list[Call], rules: Rules) -> None:
    run = start_run(apply=True)
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed) == ("finished", 3, 2)
    assert [second(call)[:20] for call in calls[:2]] == ["My [CONDITION_1] qui"] * 2
    assert set(Transcript.objects.values_list("redaction_version", flat=True)) == {VERSION}
    assert RedactionChange.objects.filter(run=run, applied=True).count() == 2
    file = calls[0].recordings.get().file
    again = start_run(apply=True)
    work(again.pk)
    again.refresh_from_db()
    assert (again.seen, again.changed) == (3, 0)
    assert calls[0].recordings.get().file == file


def test_a_run_goes_on_where_it_was_killed(
    calls: list[Call], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_run(apply=True)
    keep = runs._step

    def killed(run: RedactionRun, transcript: Transcript, **facts: Any) -> None:
        if transcript.call_id == calls[1].pk:
            raise KeyboardInterrupt
        keep(run, transcript, **facts)

    with monkeypatch.context() as patch:
        patch.setattr(runs, "_step", killed)
        with pytest.raises(KeyboardInterrupt):
            work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed, run.position) == ("running", 1, 1, calls[0].pk)
    assert "furnace" in second(calls[1])
    rules.calls = 0
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed) == ("finished", 3, 2)
    assert rules.calls == 2


def test_a_worker_that_was_overtaken_counts_nothing(
    calls: list[Call], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_run(apply=True)
    keep = runs._step

    def overtaken(run: RedactionRun, transcript: Transcript, **facts: Any) -> None:
        RedactionRun.objects.filter(pk=run.pk).update(position=transcript.call_id, seen=1)
        keep(run, transcript, **facts)

    monkeypatch.setattr(runs, "_step", overtaken)
    work(run.pk)
    run.refresh_from_db()
    assert run.state == "running"
    assert not RedactionChange.objects.exists()
    assert "furnace" in second(calls[0])


def test_a_run_out_of_time_wakes_the_next_worker(
    calls: list[Call], rules: Rules, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    run = start_run(apply=False)
    with django_capture_on_commit_callbacks() as sent:
        assert not work(run.pk, seconds=-1)
    assert len(sent) == 1
    run.refresh_from_db()
    assert (run.state, run.seen) == ("running", 0)
    with django_capture_on_commit_callbacks() as sent:
        assert sweep_runs() == 1
    assert len(sent) == 1


@pytest.mark.parametrize("busy", [True, False])
def test_a_call_that_cannot_be_repaired_does_not_stop_the_run(
    calls: list[Call], rules: Rules, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    tried: list[int] = []
    hide = runs.hide

    def fail(call: Call, *args: Any, **kwargs: Any) -> Any:
        tried.append(call.pk)
        if call.pk == calls[0].pk:
            raise RepairError("no", busy=busy)
        return hide(call, *args, **kwargs)

    monkeypatch.setattr(runs, "hide", fail)
    run = start_run(apply=True)
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed) == ("finished", 3, 1)
    assert run.error == f"call {calls[0].pk}: no"
    assert tried.count(calls[0].pk) == (4 if busy else 1)


def test_nor_does_one_that_the_rules_fail_on(
    calls: list[Call], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise RedactionError("redaction failed: KeyError")

    monkeypatch.setattr(rules, "redact", fail)
    run = start_run(apply=False)
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed) == ("finished", 3, 0)
    assert "redaction failed" in run.error


@pytest.mark.parametrize("apply", [True, False])
def test_calls_that_cannot_be_read_are_counted_and_the_run_goes_on(
    calls: list[Call], rules: Rules, monkeypatch: pytest.MonkeyPatch, apply: bool
) -> None:
    find = runs.find

    def fail(transcript: Transcript) -> tuple[Any, Redaction]:
        if transcript.call_id == calls[1].pk:
            raise RepairError("no")
        if transcript.call_id == calls[2].pk:
            raise MemoryError
        raise KeyError("furnace")

    monkeypatch.setattr(runs, "find", fail)
    run = start_run(apply=apply)
    assert work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed) == ("finished", 3, 0)
    assert run.error == f"2 calls could not be read: KeyError, MemoryError; call {calls[1].pk}: no"
    assert "furnace" in second(calls[0])
    monkeypatch.setattr(runs, "find", find)
    again = start_run(apply=True)
    work(again.pk)
    again.refresh_from_db()
    assert (again.changed, again.error) == (2, "")


def test_a_full_disk_leaves_the_call_as_it_was(
    calls: list[Call], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("calls.vault.store.put", fail)
    run = start_run(apply=True)
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.seen, run.changed) == ("finished", 3, 1)
    assert run.error == "1 call could not be read: OSError"
    assert ("furnace" in second(calls[0]), "furnace" in second(calls[1])) == (True, False)


def test_stretches_of_the_carrier_are_known_to_the_rules(call: Call, rules: Rules) -> None:
    Transcript.objects.update(payment_windows=[[1.0, 2.0, "paused"], [3.0, 4.0, "CVV"], [5.0, None, "keys"]])
    run = start_run(apply=False)
    work(run.pk)
    assert rules.segments == [Segment(1.0, 2.0, "paused")]


def test_one_run_at_a_time_in_an_account(calls: list[Call], rules: Rules) -> None:
    start_run(apply=False)
    with pytest.raises(RunUnderWay):
        start_run(apply=True)
    with use_account(AccountFactory().pk):
        start_run(apply=False)


def test_runs_of_others_are_left_alone(calls: list[Call], rules: Rules) -> None:
    run = start_run(apply=True)
    with use_account(AccountFactory().pk):
        assert work(run.pk)
    run.refresh_from_db()
    assert run.state == "waiting"


def shell(*words: str) -> str:
    output = StringIO()
    call_command("reredact", *words, stdout=output, stderr=output)
    return output.getvalue()


def test_the_command_previews_and_applies(calls: list[Call], rules: Rules) -> None:
    told = shell()
    assert f"3 calls read by rules {VERSION}, 2 with something new; found: 2 condition" in told
    assert re.search(rf"^ *{calls[0].pk}  1 condition +turn 2 at 4.4 s$", told, re.MULTILINE)
    assert "furnace" not in told
    assert "nothing was changed" in told
    assert "furnace" in second(calls[0])
    assert "2 with something new; hidden: 2 condition" in shell("--apply")
    assert "furnace" not in second(calls[0])
    assert "0 with something new; hidden: nothing" in shell("--apply")
    assert set(RedactionRun.objects.values_list("state", "error")) == {("finished", "")}


def test_the_command_takes_days(calls: list[Call], rules: Rules) -> None:
    Call.objects.filter(pk=calls[1].pk).update(start_time=NOON.replace(day=22))
    assert "1 calls read" in shell("--from", "2026-11-21", "--apply")
    assert ("furnace" in second(calls[0]), "furnace" in second(calls[1])) == (True, False)
    assert "2 calls read" in shell("--to", "2026-11-20")


def test_the_command_refuses_what_makes_no_sense(calls: list[Call], rules: Rules) -> None:
    with pytest.raises(CommandError, match="--from"):
        shell("--from", "2026-11-21", "--to", "2026-11-20")
    start_run(apply=False)
    with pytest.raises(CommandError, match="another run"):
        shell()
    AccountFactory()
    with pytest.raises(CommandError, match="--account"):
        shell()


def test_a_stopped_command_leaves_a_failed_run(
    calls: list[Call], rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rules, "redact", killed)
    with pytest.raises(KeyboardInterrupt):
        shell("--apply")
    assert RedactionRun.objects.values_list("state", "error").get() == ("failed", "stopped before its end")
    assert sweep_runs() == 0


def test_the_shipped_rules_find_what_older_ones_left(call: Call) -> None:
    text = "Sure my card number is 4111 1111 1111 1111 and [CARD_1] before"
    words, begin = [], 0
    for n, word in enumerate(text.split()):
        begin = text.index(word, begin)
        words.append([word, 4.0 + n / 2, 4.4 + n / 2, 0.9, begin, begin + len(word)])
        begin += len(word)
    Turn.objects.filter(transcript__call=call, position=1).update(text=text, words=words)
    run = start_run(apply=True)
    work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.changed, run.error) == ("finished", 1, "")
    told = second(call)
    assert not re.search(r"[0-9]{4}", told)
    assert "[CARD_1] before" in told
    assert "[CARD_2]" in told
