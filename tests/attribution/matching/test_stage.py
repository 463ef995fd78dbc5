"""Calls find the visits that were shown the number, also after its hold."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from attribution.dni.leases import acquire_leases
from attribution.matching.stage import MatchVisits, candidates
from attribution.models import Match
from attribution.visits.services import PageView, Seen, record_touchpoint
from calls.models import Call, PhoneNumber
from compliance.models import Account
from tests.factories.telephony import ConnectionFactory
from tests.factories.visits import TARGET, PoolFactory, fill

HOLD = timedelta(seconds=120)


def _see(at: datetime, visitor: uuid.UUID | None = None) -> Seen:
    view = PageView(uuid.uuid4(), visitor, "https://n.example/", "", "", consent={"analytics": True})
    return record_touchpoint(view, at)


def _call(number: str, at: datetime) -> Call:
    called = PhoneNumber.objects.get(number=number)
    return Call.objects.create(source="twilio", external_id="CA1", start_time=at, phone_number=called)


@pytest.fixture
def start(account: Account) -> datetime:
    fill(PoolFactory(lease_seconds=60, cooldown_seconds=60), 2, ConnectionFactory())
    return timezone.now()


def test_a_visit_that_got_another_number_is_still_found_by_its_first(start: datetime) -> None:
    visit = _see(start)
    first = acquire_leases(visit, [TARGET], start)[TARGET]
    late = start + HOLD
    again = acquire_leases(_see(late, visit.visitor_key), [TARGET], late)[TARGET]
    assert again.number != first.number
    call = _call(first.number, late + timedelta(seconds=30))
    MatchVisits().run(call)
    match = Match.objects.get()
    assert (match.visit_id, match.evidence["kind"]) == (visit.pk, "number_shown_before")


def test_a_visit_that_got_its_number_twice_is_one_candidate(start: datetime) -> None:
    visit = _see(start)
    first = acquire_leases(visit, [TARGET], start)[TARGET]
    late = start + HOLD
    acquire_leases(_see(late), [TARGET], late)  # somebody else takes the number that rested longer
    again = acquire_leases(_see(late, visit.visitor_key), [TARGET], late)[TARGET]
    assert again.number == first.number
    call = _call(first.number, late + timedelta(seconds=30))
    (found,) = candidates(call)
    assert (found.visit_id, found.shown_at, found.last_seen) == (visit.pk, late, late)
    MatchVisits().run(call)
    assert Match.objects.get().evidence["kind"] == "number_on_show"
