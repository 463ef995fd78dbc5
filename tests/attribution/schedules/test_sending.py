"""Due reports are sent once, to those who may see them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from attribution.models import ReportSchedule
from attribution.schedules import sending
from attribution.schedules.cadence import next_time
from attribution.schedules.services import leave
from compliance.models import Account, AuditEvent, Membership, Role
from compliance.tenancy import use_account
from tests.attribution.schedules.server import Server, serving
from tests.factories.accounts import AccountFactory, MembershipFactory
from tests.factories.stories import spent, told_call


@pytest.fixture
def reader(account: Account) -> User:
    return MembershipFactory(account=account, role=Role.ANALYST).user


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with serving() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", found.port, False
        yield found


def scheduled(owner: User, *recipients: User, **changes: Any) -> ReportSchedule:
    """Due a minute ago, every day at seven."""
    values = {
        "name": "Weekly money", "page": "roas", "query": "period=7&by=campaign", "cadence": "daily", "hour": 7,
        "next_at": timezone.now() - timedelta(minutes=1),
    }  # fmt: skip
    schedule = ReportSchedule.objects.create(owner=owner, **{**values, **changes})
    schedule.recipients.set(recipients or [owner])
    return schedule


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("position").values_list("action", flat=True))


def test_a_real_mail_server_gets_the_report(server: Server, account: Account, reader: User) -> None:
    now = datetime.now(UTC)
    told_call(now - timedelta(days=1), number=1, campaign="=furnaces")
    spent(now - timedelta(days=1), "=furnaces", 100)
    schedule = scheduled(reader)
    assert sending.send(schedule.pk)
    (message,) = server.messages
    assert server.recipients == [reader.email]
    assert message["Subject"].startswith("Weekly money · ")
    assert message["List-Unsubscribe"] == f"<http://testserver/settings/schedules/{schedule.pk}/leave/>"
    text, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    link = "http://testserver/roas/?period=7&by=campaign"
    for body, address in ((text, link), (page, link.replace("&", "&amp;"))):
        for words in (address, "=furnaces", "$100", "Total", account.name):
            assert words in body, words
    (file,) = message.iter_attachments()
    assert (file.get_content_type(), file.get_filename()[:13]) == ("text/csv", "weekly-money-")
    lines = file.get_content().splitlines()
    assert lines[0].startswith("by,cost,visits,calls")
    assert lines[1].startswith("'=furnaces,100.0,")
    assert lines[-1].startswith("Total,100.0,")
    schedule.refresh_from_db()
    assert schedule.sent_at is not None
    assert (schedule.failures, schedule.error, actions()[-1]) == (0, "", "schedule.sent")


def test_it_is_sent_once_for_each_period(account: Account, reader: User) -> None:
    schedule = scheduled(reader, next_at=timezone.now() - timedelta(days=9))
    assert sending.send(schedule.pk)
    assert not sending.send(schedule.pk)
    assert len(mail.outbox) == 1
    schedule.refresh_from_db()
    assert schedule.next_at == next_time("daily", 7, "UTC", timezone.now())


def test_who_comes_second_sends_nothing(account: Account, reader: User) -> None:
    schedule = scheduled(reader)
    other = ReportSchedule.objects.get(pk=schedule.pk)
    following = timezone.now() + timedelta(hours=1)
    assert sending._claim(schedule, following)
    assert not sending._claim(other, following)


def test_a_worker_that_dies_after_its_claim_skips_the_period(
    account: Account, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most once: nobody can tell whether the message went out."""

    def killed(*_: Any) -> None:
        raise SystemExit

    schedule = scheduled(reader)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "compose", killed)
        with pytest.raises(SystemExit):
            sending.send(schedule.pk)
    assert not sending.send(schedule.pk)
    assert mail.outbox == []
    schedule.refresh_from_db()
    assert schedule.next_at > timezone.now()
    assert schedule.active


def test_only_members_who_may_see_reports_get_it(account: Account, reader: User) -> None:
    reviewer = MembershipFactory(account=account, role=Role.REVIEWER).user
    stranger = MembershipFactory().user
    gone = MembershipFactory(account=account, role=Role.ANALYST).user
    locked = MembershipFactory(account=account, role=Role.ANALYST).user
    schedule = scheduled(reader, reader, reviewer, stranger, gone, locked)
    Membership.objects.filter(user=gone).delete()
    User.objects.filter(pk=locked.pk).update(is_active=False)
    assert sending.send(schedule.pk)
    assert [message.to for message in mail.outbox] == [[reader.email]]


def test_without_a_reader_it_stops(account: Account, reader: User) -> None:
    schedule = scheduled(reader)
    Membership.objects.filter(user=reader).update(role=Role.AGENT)
    assert not sending.send(schedule.pk)
    schedule.refresh_from_db()
    assert (schedule.active, schedule.error) == (False, "Nobody is left who may see reports.")
    assert (mail.outbox, actions()) == ([], ["schedule.stopped"])


def test_a_refusal_is_tried_again_and_then_stops(server: Server, account: Account, reader: User) -> None:
    server.mood = "refuses"
    # Far from the next period, which no attempt is put behind.
    schedule = scheduled(reader, cadence="monthly")
    for failures, wait in enumerate((5, 20, 60, 180), 1):
        before = timezone.now()
        assert not sending.send(schedule.pk)
        schedule.refresh_from_db()
        assert (schedule.failures, schedule.active) == (failures, True)
        assert schedule.error == "451 try again later"
        following = next_time("monthly", 7, "UTC", before)
        assert min(before + timedelta(minutes=wait), following) <= schedule.next_at
        assert schedule.next_at <= timezone.now() + timedelta(minutes=wait)
        ReportSchedule.objects.update(next_at=timezone.now())
    assert not sending.send(schedule.pk)
    schedule.refresh_from_db()
    assert (schedule.failures, schedule.active, actions()[-1]) == (5, False, "schedule.stopped")
    assert server.messages == []


def test_after_a_failure_a_success_forgets_it(server: Server, account: Account, reader: User) -> None:
    server.mood = "refuses"
    schedule = scheduled(reader)
    sending.send(schedule.pk)
    server.mood = "good"
    ReportSchedule.objects.update(next_at=timezone.now())
    assert sending.send(schedule.pk)
    schedule.refresh_from_db()
    assert (schedule.failures, schedule.error, len(server.messages)) == (0, "", 1)


def test_a_line_that_broke_is_not_tried_again(server: Server, account: Account, reader: User) -> None:
    """The server may have taken the message."""
    server.mood = "hangs up"
    schedule = scheduled(reader)
    assert not sending.send(schedule.pk)
    schedule.refresh_from_db()
    assert (schedule.failures, schedule.active) == (1, True)
    assert schedule.next_at == next_time("daily", 7, "UTC", timezone.now())


def test_nobody_at_the_port_is_tried_again(
    settings: Settings, server: Server, account: Account, reader: User
) -> None:
    settings.EMAIL_PORT = 1
    schedule = scheduled(reader, cadence="monthly")
    assert not sending.send(schedule.pk)
    schedule.refresh_from_db()
    assert schedule.failures == 1
    assert schedule.next_at <= timezone.now() + timedelta(minutes=5)
    assert "refused" in schedule.error


def test_a_report_that_cannot_be_made_says_its_kind_only(account: Account, reader: User) -> None:
    schedule = scheduled(reader, page="gone")
    assert not sending.send(schedule.pk)
    schedule.refresh_from_db()
    assert (schedule.failures, schedule.error, mail.outbox) == (1, "UnknownMember", [])


def test_the_beat_finds_what_is_due_in_every_account(account: Account, reader: User, commits: None) -> None:
    scheduled(reader)
    scheduled(reader, name="Later", next_at=timezone.now() + timedelta(hours=1))
    scheduled(reader, name="Paused", active=False)
    other = AccountFactory()
    theirs = MembershipFactory(account=other).user
    with use_account(other.pk):
        scheduled(theirs, name="Theirs")
    with use_account(None):
        assert sending.enqueue_due() == 2
    assert sorted((message.to[0], message.subject.partition(" ·")[0]) for message in mail.outbox) == sorted(
        [(reader.email, "Weekly money"), (theirs.email, "Theirs")]
    )


def test_another_account_cannot_send_it(account: Account, reader: User) -> None:
    schedule = scheduled(reader)
    with use_account(AccountFactory().pk):
        assert not sending.send(schedule.pk)
    assert mail.outbox == []


@pytest.mark.parametrize(("page", "query", "words"), [
    ("roas", "period=7&by=channel&across=device&measure=calls", "Paid Search"),
    ("roas", "period=7&by=channel&against=first", "Paid Search"),
    ("roas", "from=2026-01-01&to=2026-01-02", "Jan 1 – Jan 2, 2026"),
    ("paths", "period=7", "Paths"),
])  # fmt: skip
def test_every_table_of_a_page(account: Account, reader: User, page: str, query: str, words: str) -> None:
    told_call(datetime.now(UTC) - timedelta(days=1), number=1)
    assert sending.send(scheduled(reader, page=page, query=query).pk)
    assert words in str(mail.outbox[0].body)


def test_long_tables_are_cut_in_the_message_only(account: Account, reader: User) -> None:
    now = datetime.now(UTC)
    for n in range(30):
        spent(now - timedelta(days=1), f"campaign {n:02d}", 30 - n)
    sending.send(scheduled(reader).pk)
    message = mail.outbox[0]
    assert "campaign 24" in message.body
    assert "campaign 25" not in message.body
    assert "5 more lines are in the attached file." in message.body
    assert len(message.attachments[0][1].splitlines()) == 32


def test_leaving(account: Account, reader: User) -> None:
    other = MembershipFactory(account=account).user
    schedule = scheduled(reader, reader, other)
    assert leave(schedule, other)
    assert not leave(schedule, other)
    schedule.refresh_from_db()
    assert (list(schedule.recipients.all()), schedule.active) == ([reader], True)
    leave(schedule, reader)
    schedule.refresh_from_db()
    assert not schedule.active
