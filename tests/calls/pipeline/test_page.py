"""The pipeline's page: figures, calls that need a person, running again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from calls.models import Call, ProviderEvent, StageRun
from calls.pipeline.queries import StageState, pipeline
from compliance.models import Account, AuditEvent, Role
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.telephony import ConnectionFactory

Status = StageRun.Status


@pytest.fixture(autouse=True)
def stages(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stages; nothing runs by itself."""
    settings.CALL_PIPELINE = ["tests.calls.pipeline.stages.Note", "tests.calls.pipeline.stages.After"]
    monkeypatch.setattr("calls.pipeline.runner.enqueue", lambda *_, **__: None)


@pytest.fixture
def analyst(account: Account, client: Client) -> Client:
    client.force_login(MembershipFactory(account=account, role=Role.ANALYST).user)
    return client


def ran(
    number: int, status: str, *, key: str = "note", seconds: float | None = None, **changes: object
) -> StageRun:
    """One run of a call of its own; `seconds` of work that ended half an hour ago."""
    call = Call.objects.create(source="import", external_id=f"c{number}-{key}", start_time=timezone.now())
    if seconds is not None:
        end = timezone.now() - timedelta(minutes=30)
        changes = {"started_at": end - timedelta(seconds=seconds), "finished_at": end, **changes}
    position = ("note", "after").index(key)
    return StageRun.objects.create(call=call, key=key, position=position, status=status, **changes)


def test_figures_per_stage(account: Account) -> None:
    waiting = ran(1, Status.WAITING)
    for n, seconds in enumerate((1, 2, 3, 4, 10)):
        ran(10 + n, Status.DONE, seconds=seconds)
    ran(20, Status.SKIPPED, seconds=0)
    lease = timezone.now() + timedelta(seconds=50)
    ran(30, Status.RUNNING, lease_until=lease)
    ran(40, Status.FAILED, retry_at=timezone.now(), seconds=1)
    ran(50, Status.FAILED, key="after", seconds=1)
    early = ran(60, Status.DONE, seconds=100)
    StageRun.objects.filter(pk=early.pk).update(finished_at=timezone.now() - timedelta(days=2))
    found = pipeline()
    note, after = found.stages
    assert note.median == pytest.approx(3, abs=0.01)
    assert note.p95 == pytest.approx(8.8, abs=0.01)
    assert note == StageState(
        "note", waiting=1, running=1, retrying=1, failed=0, oldest_waiting=waiting.created_at,
        done=5, skipped=1, last_hour=5, median=note.median, p95=note.p95,
    )  # fmt: skip
    assert (after.failed, after.done, after.median) == (1, 0, None)
    assert (found.failed, found.open) == (1, 3)
    assert found.worker_seen == lease - timedelta(seconds=60)


def test_messages_of_carriers(account: Account) -> None:
    connection = ConnectionFactory()
    for n, state in enumerate(("applied", "received", "failed", "failed")):
        ProviderEvent.objects.create(
            provider="twilio", event_id=str(n), connection=connection, kind="leg", call_key="c", payload={}, state=state,
            error="a field is missing" if state == "failed" else "",
        )  # fmt: skip
    old = ProviderEvent.objects.order_by("-pk")[0]
    found = pipeline()
    assert (found.events_waiting, found.events_failed, found.carrier_seen) == (1, 2, old.received_at)
    assert [event.event_id for event in found.failed_events] == ["3", "2"]


def test_the_page_lists_what_needs_a_person(
    analyst: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = ran(1, Status.FAILED, seconds=1, reason="the recording is no audio")
    ran(2, Status.FAILED, key="after", seconds=1, reason="no lexicon")
    ran(3, Status.FAILED, retry_at=timezone.now(), reason="will pass")
    page = analyst.get("/pipeline/").content.decode()
    assert "the recording is no audio" in page
    assert "no lexicon" in page
    assert "will pass" not in page
    assert f'href="/calls/{first.call_id}/"' in page
    only = analyst.get("/pipeline/?stage=note")
    assert [run.pk for run in only.context["page"].rows] == [first.pk]
    for n in range(5):
        ran(10 + n, Status.FAILED, seconds=1)
    with django_assert_max_num_queries(13):
        analyst.get("/pipeline/")


def test_htmx_gets_the_state_alone(analyst: Client) -> None:
    page = analyst.get("/pipeline/", headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="pipeline-state"')
    assert "<html" not in page


def test_one_call_runs_again_and_the_list_is_shown(analyst: Client) -> None:
    run = ran(1, Status.FAILED, seconds=1, reason="x")
    answer = analyst.post(f"/calls/{run.call_id}/stages/note/retry/", {"next": "/pipeline/?stage=note"})
    assert answer["Location"] == "/pipeline/?stage=note"
    run.refresh_from_db()
    assert (run.status, run.reason) == ("waiting", "")
    assert AuditEvent.objects.get().facts == {"stage": "note"}


def test_all_failed_calls_of_a_stage_run_again(analyst: Client) -> None:
    runs = [ran(n, Status.FAILED, seconds=1) for n in range(3)]
    other = ran(9, Status.FAILED, key="after", seconds=1)
    page = analyst.post("/pipeline/note/retry/", follow=True).content.decode()
    assert "3 calls run again." in page
    assert set(StageRun.objects.filter(pk__in=[run.pk for run in runs]).values_list("status", flat=True)) == {
        "waiting"
    }
    other.refresh_from_db()
    assert other.status == "failed"
    assert AuditEvent.objects.get().facts == {"stage": "note", "calls": 3}
    assert analyst.post("/pipeline/nonsense/retry/").status_code == 404


def test_calls_of_others_are_left_alone(analyst: Client) -> None:
    with use_account(AccountFactory().pk):
        run = ran(1, Status.FAILED, seconds=1, reason="theirs")
    assert "theirs" not in analyst.get("/pipeline/").content.decode()
    analyst.post("/pipeline/note/retry/")
    assert analyst.post(f"/calls/{run.call_id}/stages/note/retry/").status_code == 404
    assert StageRun.everywhere.get().status == "failed"
    assert pipeline().failed == 0


def test_who_may_only_look_runs_nothing(account: Account, client: Client) -> None:
    client.force_login(MembershipFactory(account=account, role=Role.REVIEWER).user)
    ran(1, Status.FAILED, seconds=1)
    assert "Run again" not in client.get("/pipeline/").content.decode()
    assert client.post("/pipeline/note/retry/").status_code == 403
    assert StageRun.objects.get().status == "failed"
    client.force_login(MembershipFactory(account=account, role=Role.AGENT).user)
    assert client.get("/pipeline/").status_code == 403
