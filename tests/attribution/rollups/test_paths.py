"""Journeys that closed: won ones by match probability, lost ones when the window has passed."""

from datetime import date, timedelta

import pytest

from attribution.models import Identifier, PathDay, Person, TransitionDay
from attribution.rollups.refresh import refresh, write_day
from tests.attribution.rollups.conftest import DAY, NOON, MakeCall, MakeVisit

CLOSED = DAY + timedelta(days=30)


def paths(day: date) -> dict[str, tuple[float, float, float]]:
    rows = PathDay.objects.filter(day=day)
    return {row.path: (row.conversions, row.value, row.nulls) for row in rows}


def moves(day: date, order: int) -> dict[tuple[str, str], float]:
    rows = TransitionDay.objects.filter(day=day, order=order)
    return {(row.state, row.target): row.count for row in rows}


def test_a_won_journey_weighs_what_its_match_does(visit: MakeVisit, call: MakeCall) -> None:
    first = visit("A", NOON - timedelta(days=1), channel="Email")
    visit("A", NOON - timedelta(hours=5), first.visitor, channel="Email")
    call(NOON, (visit("B", NOON, first.visitor, channel="Direct"), 0.5), value=100)
    write_day(DAY)
    assert paths(DAY) == {"Email > Direct": (0.5, 50, 0)}
    assert moves(DAY, 1) == {
        ("(start)", "Email"): 0.5,
        ("Email", "Direct"): 0.5,
        ("Direct", "(conversion)"): 0.5,
    }
    assert moves(DAY, 2) == {
        ("(start)", "Email > Email"): 0.5,
        ("Email > Email", "Email > Direct"): 0.5,
        ("Email > Direct", "(conversion)"): 0.5,
    }
    assert set(TransitionDay.objects.filter(target="(conversion)").values_list("value", flat=True)) == {50}


def test_a_journey_is_lost_one_window_after_its_last_touch(visit: MakeVisit) -> None:
    first = visit("A", NOON - timedelta(days=2), channel="Email")
    visit("B", NOON, first.visitor, channel="Direct")
    for day in (DAY, CLOSED - timedelta(days=1), CLOSED, CLOSED + timedelta(days=1)):
        write_day(day)
    assert paths(CLOSED) == {"Email > Direct": (0, 0, 1)}
    assert PathDay.objects.count() == 1
    assert moves(CLOSED, 1)["Direct", "(null)"] == 1


def test_a_person_who_came_back_or_converted_is_not_lost(visit: MakeVisit, call: MakeCall) -> None:
    back = visit("A", NOON)
    visit("A", NOON + timedelta(days=20), back.visitor)
    bought = visit("A", NOON)
    call(NOON + timedelta(days=3), (bought, 0.6), value=10)
    write_day(CLOSED)
    assert paths(CLOSED) == {}


def test_two_browsers_of_one_person_are_one_journey(visit: MakeVisit) -> None:
    one = visit("A", NOON - timedelta(hours=3), channel="Email")
    two = visit("B", NOON, channel="Direct")
    person = Person.objects.create()
    for found in (one, two):
        Identifier.objects.create(
            kind="visitor", value=str(found.visitor_id), visitor=found.visitor, person=person
        )
    write_day(CLOSED)
    assert paths(CLOSED) == {"Email > Direct": (0, 0, 1)}


def test_days_add_up(visit: MakeVisit, call: MakeCall) -> None:
    for n in range(3):
        call(NOON - timedelta(days=n), (visit("A", NOON - timedelta(days=n)), 1.0), value=10)
    while refresh(DAY - timedelta(days=9), DAY):
        pass
    assert sum(row.conversions for row in PathDay.objects.all()) == pytest.approx(3)
