"""Matching again, and what calls tell about people."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from attribution.dni.leases import acquire_leases
from attribution.matching.services import match_call, rematch, rematch_recent
from attribution.models import IdentityLink, Match, PoolNumber, Touchpoint, Visit
from attribution.people.known import by_phone, by_visitor
from attribution.people.services import link, person_of
from attribution.tasks import rematch_recent as task
from compliance.models import Account, AuditEvent
from compliance.tenancy import use_account
from tests.attribution.matching.rows import CALLER, call, said, see, visitor_of
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import TARGET, PoolFactory, fill

SOON = timedelta(seconds=30)


@pytest.fixture
def start(account: Account) -> datetime:
    fill(PoolFactory(lease_seconds=60, cooldown_seconds=60), 2, ConnectionFactory())
    at = timezone.now() - timedelta(days=3)
    PoolNumber.objects.update(free_at=at - timedelta(days=1))
    return at


@pytest.fixture
def resettled() -> Iterator[list[tuple[object, ...]]]:
    """What was sent to be settled anew."""
    sent: list[tuple[object, ...]] = []
    with patch("attribution.matching.services.enqueue", lambda *ids, **options: sent.append(ids)):
        yield sent


def shown(at: datetime) -> tuple[int, str]:
    visit = see(at)
    return visit.pk, acquire_leases(visit, [TARGET], at)[TARGET].number


def click(visit: int, at: datetime) -> None:
    Touchpoint.objects.create(
        visit_id=visit, event_id=uuid.uuid4(), kind=Touchpoint.Kind.TEL_CLICK, at=at, url="https://n.example/"
    )


def test_a_late_click_matches_the_call_anew(start: datetime, resettled: list[tuple[object, ...]]) -> None:
    visit, number = shown(start)
    one = call(number, start + SOON)
    assert match_call(one) is True
    assert rematch_recent(visit) == 0
    before = Match.objects.get().probability
    click(visit, start + SOON - timedelta(seconds=5))
    assert rematch_recent(visit) == 1
    assert said(one) == [(visit, "tel_click")]
    assert Match.objects.get().probability > before
    assert resettled == [("attribution.resettle", one.pk, one.pk)]
    assert task.run(visit) == 0


def test_calls_to_other_numbers_or_much_later_stay(
    start: datetime, resettled: list[tuple[object, ...]]
) -> None:
    visit, number = shown(start)
    _, other = shown(start)
    calls = [call(other, start + SOON), call(number, start + timedelta(hours=1))]
    for one in calls:
        match_call(one)
    Match.objects.update(version="older")
    assert rematch_recent(visit) == 0
    assert {match.version for match in Match.objects.all()} == {"older"}
    assert resettled == []


def test_a_visit_that_is_gone_or_of_another_account(start: datetime) -> None:
    visit, _ = shown(start)
    assert rematch_recent(visit + 1) == 0
    with use_account(AccountFactory(slug="other").pk):
        assert rematch_recent(visit) == 0


def test_days_are_matched_anew_in_order(start: datetime, resettled: list[tuple[object, ...]]) -> None:
    visit, number = shown(start)
    again, first = call(number, start + timedelta(days=1)), call(number, start + SOON)
    running = call(number, start + SOON, processing="running")
    outside = call(number, start + timedelta(days=2))
    assert rematch(start, start + timedelta(days=2)) == (2, 2)
    assert said(first) == [(visit, "number_on_show")]
    assert said(again) == [(visit, "returning_caller")]
    assert said(running) == said(outside) == []
    assert resettled == [("attribution.resettle", one.pk, one.pk) for one in (first, again)]
    assert rematch(start, start + timedelta(days=2)) == (2, 0)


def test_the_command(start: datetime, account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    _, number = shown(start)
    call(number, start + SOON)
    days = {"first": start.date() - timedelta(days=1), "last": start.date() + timedelta(days=1)}
    call_command("rematch", **days, account=account.slug)
    assert capsys.readouterr().out == "1 calls matched anew, 1 changed\n"
    facts = AuditEvent.objects.get(action="calls.rematched").facts
    assert (facts["calls"], facts["changed"]) == (1, 1)
    call_command("rematch", **days, account=account.slug)
    assert capsys.readouterr().out == "1 calls matched anew, 0 changed\n"


def test_the_command_refuses_bad_days(account: Account) -> None:
    with pytest.raises(CommandError, match="before --from"):
        call_command("rematch", "--from", "2026-11-02", "--to", "2026-11-01")
    with pytest.raises(CommandError, match="no day"):
        call_command("rematch", "--from", "yesterday", "--to", "2026-11-01")
    assert not AuditEvent.objects.filter(action="calls.rematched").exists()


def test_a_sure_call_ties_the_number_to_the_visitor(start: datetime) -> None:
    visit, number = shown(start)
    click(visit, start + SOON)
    one = call(number, start + SOON)
    match_call(one)
    bond = IdentityLink.objects.get()
    assert (bond.source, bond.reference) == ("call", f"call:{one.pk}")
    assert bond.strength == Match.objects.get().probability >= 0.9
    person = person_of(by_phone(CALLER))
    assert person is not None
    assert person == person_of(by_visitor(visitor_of(visit)))


def test_doubt_or_a_withheld_number_ties_nothing(start: datetime) -> None:
    visit, number = shown(start)
    match_call(call(number, start + timedelta(hours=5)))
    click(visit, start + SOON)
    match_call(call(number, start + SOON, caller=""))
    assert Match.objects.count() == 2
    assert not IdentityLink.objects.exists()


def test_a_tie_that_is_no_longer_sure_is_taken_back(start: datetime) -> None:
    visit, number = shown(start)
    click(visit, start + SOON)
    one = call(number, start + SOON)
    match_call(one)
    Touchpoint.objects.all().delete()
    Visit.objects.filter(pk=visit).delete()
    match_call(one)
    assert not IdentityLink.objects.filter(removed_at=None).exists()


def test_a_call_does_not_know_its_caller_by_itself(start: datetime) -> None:
    visit, number = shown(start)
    click(visit, start + SOON)
    one = call(number, start + SOON)
    match_call(one)
    before = list(Match.objects.values())
    assert "known_caller" not in before[0]["evidence"]
    assert match_call(one) is False
    assert list(Match.objects.values()) == before


def test_a_number_known_from_a_form_favours_its_visitor(start: datetime) -> None:
    visit, number = shown(start)
    visitor = visitor_of(visit)
    one = call(number, start + timedelta(minutes=45))
    match_call(one)
    before = Match.objects.get().probability
    link(by_visitor(visitor), by_phone(CALLER), source="form", reference="f1", strength=0.95, at=start)
    assert match_call(one) is True
    match = Match.objects.get()
    assert match.evidence["known_caller"] is True
    assert match.probability > before
