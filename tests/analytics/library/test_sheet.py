"""The file of calls says what the API says of each call, from a fixed number of queries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from analytics.library.listing import facts_of
from analytics.library.serializers import CallSerializer
from analytics.library.sheet import lines
from analytics.summaries.index import rebuild
from attribution.models import Match, Visit
from calls.models import Call, Outcome, Tag
from compliance.api.sparse import cell, columns
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
QUERIES = 5  # calls, tags, verdicts, conversions, visits

pytestmark = pytest.mark.usefixtures("account")


def _plain(call: Call) -> None:
    """As the story has it."""


def _tagged(call: Call) -> None:
    call.tags.set([Tag.objects.create(name=name) for name in ("warm", "Bavaria", "zone 9")])


def _corrected(call: Call) -> None:
    """A person's verdict counts before a machine's newer one."""
    for label, source in (("quote_given", "human"), ("no_sale", "human"), ("sale_made", "machine")):
        Outcome.objects.create(call=call, dimension="outcome", label=label, source=source, version=label)


def _of_nobody(call: Call) -> None:
    call.matches.all().delete()
    call.conversions.all().delete()
    call.outcomes.all().delete()


def _withdrawn(call: Call) -> None:
    call.conversions.update(active=False)


def _came_before(call: Call) -> None:
    """Visits of the same visitor: outside the window, on its edge, inside, after the call."""
    visitor = Match.objects.get(call=call).visit.visitor
    for days, campaign in ((31, "too early"), (30, "edge"), (29, "first"), (2, "between"), (-1, "after")):
        at = call.start_time - timedelta(days=days)
        Visit.objects.create(visitor=visitor, started_at=at, last_seen=at, utm_campaign=campaign)


def _second_guess(call: Call) -> None:
    """A likelier candidate replaces the story's."""
    visit = Match.objects.get(call=call).visit
    visit.pk, visit.utm_campaign, visit.click_ids, visit.cookies = None, "likelier", {}, {"fbp": "fb.1"}
    visit.save()
    Match.objects.filter(call=call).update(probability=0.04)
    Match.objects.create(call=call, visit=visit, probability=0.95)


STORIES = [_plain, _tagged, _corrected, _of_nobody, _withdrawn, _came_before, _second_guess]


def _as_the_api_says(ids: list[int]) -> list[list[object]]:
    serializer = CallSerializer()
    names = columns(serializer)
    return [[cell(serializer.to_representation(one), name) for name in names] for one in facts_of(ids)]


@pytest.mark.parametrize("tell", STORIES)
def test_every_cell_is_the_value_of_the_api(tell: Callable[[Call], None]) -> None:
    call = told_call(NOON, value=None)
    other = told_call(
        NOON - timedelta(days=45), number=2, agent=None, answered=False, note="Two, lines\nlong"
    )
    tell(call)
    rebuild()
    ids = [other.pk, call.pk]
    assert lines(ids, columns(CallSerializer())) == _as_the_api_says(ids)


def test_first_and_last_touch_are_within_the_time_before_the_call() -> None:
    call = told_call(NOON)
    _came_before(call)
    rebuild()
    names = [f"milestones.{one}.campaign" for one in ("first_touch", "last_touch")]
    assert lines([call.pk], names) == [["first", "furnaces"]]


def test_only_the_columns_asked_for_in_their_order() -> None:
    call = told_call(NOON)
    rebuild()
    assert lines([call.pk], ["outcome.label", "answered", "id"]) == [["appointment_booked", "true", call.pk]]


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow_with_the_calls(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [told_call(NOON, number=number).pk for number in range(count)]
    rebuild()
    lines(ids, ["id"])
    with django_assert_num_queries(QUERIES):
        assert len(lines(ids, columns(CallSerializer()))) == count


def test_calls_of_another_account_are_left_out() -> None:
    with use_account(AccountFactory().pk):
        theirs = told_call(NOON)
        rebuild()
    assert lines([theirs.pk], ["id"]) == []
