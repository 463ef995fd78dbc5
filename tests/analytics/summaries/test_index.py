"""The index row follows every layer's rows."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from analytics.models import CallIndex, Evaluation, StaleCall
from analytics.summaries.index import LOCK_FAMILY, rebuild, refresh, refresh_everyone
from attribution.models import Conversion, ConversionRule, Delivery, Match
from calls.models import Call, Outcome, Transcript
from compliance.models import Account
from compliance.tenancy import use_account
from tests.factories.accounts import AccountFactory
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)


def index_of(call: Call) -> CallIndex:
    refresh()
    return CallIndex.objects.get(call=call)


def test_a_told_call_is_indexed_with_what_counts(account: Account) -> None:
    call = told_call(NOON)
    row = index_of(call)
    assert (row.start_time, row.answered, row.duration, row.agent_id) == (NOON, True, 20, call.agent_id)
    assert (row.intent, row.outcome, row.sentiment) == ("book_appointment", "appointment_booked", "positive")
    assert (row.source, row.medium, row.campaign, row.keyword) == (
        "google",
        "cpc",
        "furnaces",
        "furnace repair",
    )
    assert (row.channel, row.landing_page, row.match_probability) == (
        "Paid Search",
        "northwind.example/furnace",
        0.9,
    )
    assert (row.transcribed, row.scored, row.score, row.critical_failed) == (True, True, 87.5, False)
    assert (row.conversions, row.value, row.delivery_state) == (1, Decimal("150.00"), "accepted")


def test_a_call_without_facts_is_indexed_empty(account: Account) -> None:
    call = Call.objects.create(source="import", external_id="bare", start_time=NOON)
    row = index_of(call)
    assert (row.intent, row.campaign, row.delivery_state, row.visit_id) == ("", "", "", None)
    assert (row.transcribed, row.scored, row.conversions, row.value) == (False, False, 0, None)


def test_nothing_stale_costs_one_query(account: Account, django_assert_num_queries) -> None:
    told_call(NOON)
    assert refresh() == 1
    with django_assert_num_queries(1):
        assert refresh() == 0


def test_a_persons_verdict_counts_before_the_machines(account: Account) -> None:
    call = told_call(NOON)
    refresh()
    Outcome.objects.create(call=call, dimension="outcome", label="no_sale", source=Outcome.Source.HUMAN)
    Outcome.objects.create(
        call=call, dimension="outcome", label="sale_made", source=Outcome.Source.MACHINE, version="light-2"
    )
    assert index_of(call).outcome == "no_sale"


def test_a_persons_verdict_that_was_taken_back_counts_no_more(account: Account) -> None:
    call = told_call(NOON)
    for label in ("no_sale", ""):
        Outcome.objects.create(call=call, dimension="outcome", label=label, source=Outcome.Source.HUMAN)
    assert index_of(call).outcome == "appointment_booked"
    Outcome.objects.create(call=call, dimension="outcome", label="sale_made", source=Outcome.Source.HUMAN)
    assert index_of(call).outcome == "sale_made"


def test_an_abstained_verdict_is_marked_unsure(account: Account) -> None:
    call = told_call(NOON)
    Outcome.objects.filter(call=call, dimension="intent").update(abstained=True)
    row = index_of(call)
    assert (row.intent, row.intent_unsure, row.outcome_unsure) == ("book_appointment", True, False)


@pytest.mark.parametrize(
    ("change", "column", "expected"),
    [
        (
            lambda call: Call.objects.filter(pk=call.pk).update(lead_status="good_lead"),
            "lead_status",
            "good_lead",
        ),
        (lambda call: Conversion.objects.filter(call=call).update(active=False), "conversions", 0),
        (lambda call: Conversion.objects.filter(call=call).update(value=Decimal(7)), "value", Decimal(7)),
        (lambda call: Delivery.objects.update(state="failed"), "delivery_state", "failed"),
        (lambda call: ConversionRule.objects.update(counts_in_roas=False), "value", None),
        (lambda call: Evaluation.objects.filter(call=call).update(score=10), "score", 10.0),
        (lambda call: Match.objects.filter(call=call).delete(), "campaign", ""),
        (lambda call: Transcript.objects.filter(call=call).delete(), "transcribed", False),
    ],
)
def test_every_change_reaches_the_index(account: Account, change, column: str, expected: object) -> None:
    call = told_call(NOON)
    refresh()
    change(call)
    assert getattr(index_of(call), column) == expected


def test_what_no_conversion_rests_on_is_not_counted(account: Account) -> None:
    """Totals, series and lists add up what reports add up."""
    call = Call.objects.create(source="import", external_id="valued", start_time=NOON, value=Decimal(900))
    assert index_of(call).value is None


def test_a_deleted_call_leaves_no_row_behind(account: Account) -> None:
    call = told_call(NOON)
    refresh()
    Conversion.objects.all().delete()
    call.delete()
    assert refresh() == 1
    assert not CallIndex.objects.exists()
    assert not StaleCall.objects.exists()


def test_an_account_with_calls_can_be_deleted(db: None) -> None:
    doomed = AccountFactory()
    with use_account(doomed.pk):
        call = Call.objects.create(source="import", external_id="last", start_time=NOON)
        Outcome.objects.create(call=call, dimension="intent", label="spam", source=Outcome.Source.HUMAN)
        refresh()
    doomed.delete()
    connection.check_constraints()
    refresh_everyone()
    assert not StaleCall.everywhere.exists()
    assert not CallIndex.everywhere.exists()


def test_only_the_account_in_scope_is_refreshed(account: Account) -> None:
    other = AccountFactory()
    with use_account(other.pk):
        theirs = Call.objects.create(source="import", external_id="theirs", start_time=NOON)
    told_call(NOON)
    assert refresh() == 1
    assert list(CallIndex.everywhere.filter(call=theirs)) == []
    assert refresh_everyone() == 1
    with use_account(other.pk):
        assert CallIndex.objects.get().call_id == theirs.pk


def test_a_refresh_takes_a_part_and_leaves_the_rest(account: Account) -> None:
    for n in range(3):
        Call.objects.create(source="import", external_id=f"bare-{n}", start_time=NOON)
    assert refresh(2) == 2
    assert CallIndex.objects.count() == 2
    assert refresh() == 1


def test_rebuilding_gives_what_the_refreshes_gave(account: Account) -> None:
    told_call(NOON)
    refresh()
    before = CallIndex.objects.values().get()
    CallIndex.objects.all().delete()
    assert rebuild() == 1
    assert CallIndex.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_a_second_refresher_waits_and_then_steps_back(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.summaries.index.PATIENCE", "100ms")
    told_call(NOON)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_FAMILY, account.pk])
            assert refresh() == 0
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert refresh() == 1
