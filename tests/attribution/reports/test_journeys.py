"""Journeys follow matches, calls and visits."""

from datetime import UTC, datetime, timedelta

import pytest

from attribution.models import Identifier, JourneyStep, Match, Person, Visit, Visitor
from calls.models import Call
from compliance.models import Account

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def match(account: Account) -> Match:
    visitor = Visitor.objects.create(first_seen=NOON, last_seen=NOON)
    visits = [
        Visit.objects.create(
            visitor=visitor,
            started_at=NOON - timedelta(days=n),
            last_seen=NOON,
            channel="Direct",
            utm_campaign=name,
        )
        for n, name in ((3, "a"), (1, "b"), (0, "c"))
    ]
    call = Call.objects.create(source="import", external_id="1", start_time=NOON + timedelta(minutes=1))
    return Match.objects.create(call=call, visit=visits[2], probability=0.8, version="t")


def journey() -> list[tuple[str, int, int, float]]:
    steps = JourneyStep.objects.select_related("visit").order_by("-back")
    return [(step.visit.utm_campaign, step.back, step.touches, step.probability) for step in steps]


def test_a_match_writes_its_journey(match: Match) -> None:
    assert journey() == [("a", 3, 3, 0.8), ("b", 2, 3, 0.8), ("c", 1, 3, 0.8)]


def test_a_changed_match_writes_it_anew(match: Match) -> None:
    match.probability = 0.4
    match.save()
    assert journey() == [("a", 3, 3, 0.4), ("b", 2, 3, 0.4), ("c", 1, 3, 0.4)]


def test_a_call_that_began_earlier_has_a_shorter_one(match: Match) -> None:
    Call.objects.update(start_time=NOON - timedelta(hours=1))
    assert journey() == [("a", 2, 2, 0.8), ("b", 1, 2, 0.8)]
    assert set(JourneyStep.objects.values_list("at", flat=True)) == {NOON - timedelta(hours=1)}


def test_visits_of_more_than_ninety_days_ago_are_no_part(match: Match) -> None:
    Call.objects.update(start_time=NOON + timedelta(days=88))
    assert [step[0] for step in journey()] == ["b", "c"]


def test_a_call_that_was_made_by_the_business_has_none(match: Match) -> None:
    Call.objects.update(direction=Call.Direction.OUTBOUND)
    assert journey() == []


def test_a_visit_that_goes_leaves_the_rest_whole(match: Match) -> None:
    Visit.objects.get(utm_campaign="b").delete()
    assert journey() == [("a", 2, 2, 0.8), ("c", 1, 2, 0.8)]


def test_a_deleted_match_leaves_nothing(match: Match) -> None:
    match.delete()
    assert journey() == []


def test_only_the_newest_five_hundred_visits_count(match: Match) -> None:
    visitor = match.visit.visitor
    Visit.objects.bulk_create(
        Visit(
            account_id=match.account_id,
            visitor=visitor,
            started_at=NOON - timedelta(minutes=n + 1),
            last_seen=NOON,
            channel="Direct",
        )
        for n in range(510)
    )
    match.save()
    assert {step[2] for step in journey()} == {500}
    assert sorted(step[1] for step in journey()) == list(range(1, 501))


def test_visits_of_the_same_person_on_another_browser_are_part(match: Match) -> None:
    person = Person.objects.create()
    other = Visitor.objects.create(first_seen=NOON, last_seen=NOON)
    Visit.objects.create(
        visitor=other, started_at=NOON - timedelta(days=2), last_seen=NOON, channel="Direct", utm_campaign="x"
    )
    for visitor in (match.visit.visitor, other):
        Identifier.objects.create(kind="visitor", value=str(visitor.pk), visitor=visitor, person=person)
    match.save()
    assert [step[0] for step in journey()] == ["a", "x", "b", "c"]
