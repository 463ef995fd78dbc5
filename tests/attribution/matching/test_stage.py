"""Calls find the visits that were shown the number, also after its hold."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attribution.dni.leases import acquire_leases
from attribution.matching import candidates
from attribution.matching.candidates import find_candidates, find_dialled
from attribution.matching.stage import MatchVisits
from attribution.models import Lease, Match, Shortage, Touchpoint, Visit
from calls.models import Call, CallLeg, PhoneNumber
from compliance.models import Account
from compliance.tenancy import use_account
from tests.attribution.matching.rows import call, said, see
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ConnectionFactory, PhoneNumberFactory
from tests.factories.visits import TARGET, PoolFactory, fill

HOLD = timedelta(seconds=120)
SOON = timedelta(seconds=30)


@pytest.fixture
def start(account: Account) -> datetime:
    fill(PoolFactory(lease_seconds=60, cooldown_seconds=60), 2, ConnectionFactory())
    return timezone.now()


def shown(at: datetime, visitor: uuid.UUID | None = None) -> tuple[int, str, uuid.UUID]:
    """A visit that is shown a number: its id, the number, the visitor's key."""
    visit = see(at, visitor)
    return visit.pk, acquire_leases(visit, [TARGET], at)[TARGET].number, visit.visitor_key


def test_a_visit_that_got_another_number_is_still_found_by_its_first(start: datetime) -> None:
    visit, first, key = shown(start)
    late = start + HOLD
    again, other, _ = shown(late, key)
    assert (again, other == first) == (visit, False)
    one = call(first, late + SOON)
    MatchVisits().run(one)
    assert said(one) == [(visit, "number_shown_before")]


def test_a_visit_that_got_its_number_twice_is_one_candidate(start: datetime) -> None:
    visit, first, key = shown(start)
    late = start + HOLD
    shown(late)  # somebody else takes the number that rested longer
    assert shown(late, key)[:2] == (visit, first)
    one = call(first, late + SOON)
    dialled = find_dialled(one)
    assert dialled is not None
    (found,), _ = find_candidates(dialled)
    assert (found.visit_id, found.shown, found.seen) == (visit, 30, 30)
    MatchVisits().run(one)
    assert said(one) == [(visit, "number_on_show")]


def test_of_two_visits_of_one_visitor_the_newer_counts(start: datetime) -> None:
    _, first, key = shown(start)
    Lease.objects.update(period=(start, start + timedelta(days=1)))
    late = start + timedelta(minutes=31)
    newer, number, _ = shown(late, key)
    assert number == first
    one = call(first, late + SOON)
    MatchVisits().run(one)
    assert said(one) == [(newer, "number_on_show")]


def test_a_number_leased_anew_means_both_with_doubt(start: datetime) -> None:
    visit, number, _ = shown(start)
    shown(start)
    late = start + timedelta(hours=2)
    later, again, _ = shown(late)
    assert again == number
    one = call(number, late + timedelta(minutes=40))
    MatchVisits().run(one)
    matches = list(Match.objects.filter(call=one))
    assert [match.visit_id for match in matches] == [later, visit]
    assert [match.evidence["shown_to_others_since"] for match in matches] == [0, 1]
    assert 0.5 > matches[0].probability > matches[1].probability > 0.1
    assert sum(match.probability for match in matches) < 0.99


def test_a_click_right_before_the_call_counts_and_one_on_another_number_does_not(start: datetime) -> None:
    visit, number, _ = shown(start)
    click = {"visit_id": visit, "kind": Touchpoint.Kind.TEL_CLICK, "at": start + SOON}
    Touchpoint.objects.create(event_id=uuid.uuid4(), url="tel:+14155550199", **click)
    one = call(number, start + SOON + timedelta(seconds=4))
    MatchVisits().run(one)
    assert said(one) == [(visit, "number_on_show")]
    Touchpoint.objects.create(event_id=uuid.uuid4(), url="https://n.example/", **click)
    MatchVisits().run(one)
    assert said(one) == [(visit, "tel_click")]
    assert Match.objects.get().evidence["seconds_since_click"] == 4


def test_the_region_is_a_hint_where_both_are_known(start: datetime) -> None:
    visit, number, _ = shown(start)
    MatchVisits().run(one := call(number, start + SOON, customer_state="CA"))
    assert "same_region" not in Match.objects.get(call=one).evidence
    Visit.objects.filter(pk=visit).update(custom={"region": "ca"})
    MatchVisits().run(one)
    assert Match.objects.get(call=one).evidence["same_region"] is True


def test_a_call_in_the_second_of_the_showing_may_look_earlier(start: datetime) -> None:
    visit, number, _ = shown(start)
    MatchVisits().run(just := call(number, start - timedelta(seconds=1.9)))
    assert said(just) == [(visit, "number_on_show")]
    MatchVisits().run(before := call(number, start - timedelta(seconds=2.1)))
    assert said(before) == []


def test_beyond_the_look_back_there_is_no_candidate(start: datetime) -> None:
    _, number, _ = shown(start)
    MatchVisits().run(one := call(number, start + timedelta(days=7, seconds=1)))
    assert said(one) == []


def test_a_withheld_number_is_matched_without_repeat_logic(start: datetime) -> None:
    visit, number, _ = shown(start)
    for n in range(2):
        MatchVisits().run(one := call(number, start + (n + 1) * SOON, caller=""))
        assert said(one) == [(visit, "number_on_show")]


def test_a_repeated_call_keeps_the_first_attribution(start: datetime) -> None:
    visit, number, _ = shown(start)
    shown(start)
    MatchVisits().run(first := call(number, start + SOON))
    late = start + timedelta(days=2)
    shown(late)  # the number is on show to somebody else
    MatchVisits().run(again := call(number, late + timedelta(minutes=20)))
    best = Match.objects.filter(call=again)[0]
    assert (best.visit_id, best.evidence["kind"]) == (visit, "returning_caller")
    assert best.evidence["first_call"] == first.pk
    assert best.probability > 0.5


def test_a_call_from_a_number_of_our_own_was_forwarded_and_nobody_returns(start: datetime) -> None:
    _, number, _ = shown(start)
    own = PhoneNumber.objects.exclude(number=number)[0].number
    MatchVisits().run(call(number, start + SOON, caller=own))
    MatchVisits().run(again := call(number, start + timedelta(days=2), caller=own))
    assert "returning_caller" not in [kind for _, kind in said(again)]


def test_a_call_put_through_to_another_of_our_numbers_is_the_first_one(start: datetime) -> None:
    visit, number, _ = shown(start)
    outer = call(number, start + SOON)
    inner_number = PhoneNumberFactory(connection=None, destination=None)
    CallLeg.objects.create(
        call=outer, external_id="L1", to_number=inner_number.number, status="ringing", started_at=start + SOON
    )
    inner = call(inner_number.number, start + SOON + timedelta(seconds=3))
    assert MatchVisits().reason_to_skip(inner) == ""
    MatchVisits().run(inner)
    match = Match.objects.get(call=inner)
    assert (match.visit_id, match.evidence["forwarded_from"]) == (visit, outer.pk)
    much_later = call(inner_number.number, start + timedelta(minutes=2))
    assert MatchVisits().reason_to_skip(much_later) == "the number was never shown to a visitor"


def test_everybody_who_saw_the_shared_number_is_a_candidate(start: datetime) -> None:
    pool = PoolFactory(target_number="+14155550111")
    number = PhoneNumberFactory(connection=None, destination=None)
    visits = [see(start + timedelta(minutes=n)).pk for n in range(3)]
    for n, visit in enumerate(visits):
        Shortage.objects.create(
            pool=pool, visit_id=visit, phone_number=number, at=start + timedelta(minutes=n)
        )
    MatchVisits().run(one := call(number.number, start + timedelta(minutes=3)))
    assert said(one) == [(visit, "shared_number") for visit in reversed(visits)]
    assert Match.objects.filter(call=one)[0].evidence["shown_to_others"] == 2


def test_of_very_many_candidates_the_newest_are_weighed(
    start: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MOST_CANDIDATES", 2)
    pool = PoolFactory(target_number="+14155550111")
    number = PhoneNumberFactory(connection=None, destination=None)
    for n in range(4):
        at = start + timedelta(minutes=n)
        Shortage.objects.create(pool=pool, visit_id=see(at).pk, phone_number=number, at=at)
    dialled = find_dialled(call(number.number, start + timedelta(minutes=5)))
    assert dialled is not None
    assert [one.seen for one in find_candidates(dialled)[0]] == [120, 180]


def test_reasons_to_skip(start: datetime) -> None:
    reason = MatchVisits().reason_to_skip
    never = PhoneNumberFactory(connection=None, destination=None)
    assert reason(call(never.number, start)) == "the number was never shown to a visitor"
    foreign = Call.objects.create(
        source="x", external_id="1", start_time=start, tracking_phone_number="+1415"
    )
    assert reason(foreign) == "the number called is not one of ours"
    _, number, _ = shown(start)
    assert reason(call(number, start)) == ""
    assert reason(call(number, start, direction="outbound")) == "the business made the call"


def test_leases_of_another_account_do_not_count(start: datetime) -> None:
    _, number, _ = shown(start)
    released = PhoneNumber.objects.get(number=number)
    PhoneNumber.objects.filter(pk=released.pk).update(state="released")
    with use_account(AccountFactory(slug="other").pk):
        taken = PhoneNumberFactory(number=number, connection=None, destination=None)
        one = call(number, start + SOON)
        assert one.phone_number == taken
        assert MatchVisits().reason_to_skip(one) == "the number was never shown to a visitor"
        MatchVisits().run(one)
        assert said(one) == []


def test_again_changes_no_row(start: datetime) -> None:
    _, number, _ = shown(start)
    one = call(number, start + SOON)
    MatchVisits().run(one)
    before = list(Match.objects.values())
    MatchVisits().run(one)
    assert list(Match.objects.values()) == before


def test_questions_do_not_grow_with_the_candidates(start: datetime) -> None:
    pool = PoolFactory(target_number="+14155550111")
    asked = []
    for count in (1, 2, 40):
        number = PhoneNumberFactory(connection=None, destination=None)
        for n in range(count):
            at = start + timedelta(seconds=n)
            Shortage.objects.create(pool=pool, visit_id=see(at).pk, phone_number=number, at=at)
        one = call(number.number, start + timedelta(minutes=2), caller=f"+1415200{count:04d}")
        with CaptureQueriesContext(connection) as queries:
            MatchVisits().run(one)
        asked.append(len(queries))
    assert asked[1] == asked[2] < 30  # the first also reads what is kept of the account
