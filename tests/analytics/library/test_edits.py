"""Changes a person makes to a call."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from analytics.labels.services import add_label
from analytics.library.edits import edit_call, edit_calls
from analytics.library.history import history
from attribution.models import Conversion, ConversionRule, Delivery
from calls.models import Call, Outcome, Tag
from compliance.models import Account, AuditEvent
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)


@pytest.fixture
def call(account: Account) -> Call:
    return told_call(NOON)


def edit(call: Call, **changes: object) -> list[str]:
    return edit_call(call, changes, user=None, actor="dana@example.com")


def test_several_fields_change_in_one_audited_step(call: Call) -> None:
    changed = edit(
        call, lead_status="good_lead", value="249.5", note="  call her back ", tags=["vip", " big  job"]
    )
    assert changed == ["lead_status", "value", "note", "tags"]
    call.refresh_from_db()
    assert (call.lead_status, call.value, call.note) == ("good_lead", Decimal("249.50"), "call her back")
    assert sorted(call.tags.values_list("name", flat=True)) == ["big job", "vip"]
    event = AuditEvent.objects.get(action="call.edited")
    assert event.actor == "dana@example.com"
    assert event.facts == {
        "fields": changed,
        "lead_status": "good_lead",
        "value": "249.50",
        "tags_added": sorted(call.tags.values_list("pk", flat=True)),
    }


def test_the_trail_names_tags_by_id_and_the_history_while_they_exist(call: Call) -> None:
    edit(call, tags=["Mrs Jones"])
    edit(call, remove_tags=["Mrs Jones"], add_tags=["vip"])
    assert "Jones" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert [entry.detail for entry in history(call)] == ["+ vip; \N{MINUS SIGN} Mrs Jones", "+ Mrs Jones"]
    Tag.objects.get(name="Mrs Jones").delete()
    assert [entry.detail for entry in history(call)] == [
        "+ vip; \N{MINUS SIGN} a removed tag",
        "+ a removed tag",
    ]


def test_the_same_again_changes_nothing(call: Call) -> None:
    edit(call, lead_status="good_lead", tags=["vip"], outcome="no_sale")
    events = AuditEvent.objects.count()
    assert edit(call, lead_status="good_lead", tags=["vip"], outcome="no_sale") == []
    assert AuditEvent.objects.count() == events
    assert Outcome.objects.filter(call=call, source="human").count() == 1


def test_a_verdict_is_a_row_beside_the_machines(call: Call) -> None:
    user = User.objects.create_user("dana")
    edit_call(call, {"outcome": "quote_given"}, user=user, actor="dana")
    rows = Outcome.objects.filter(call=call, dimension="outcome").order_by("pk")
    assert [(row.source, row.label, row.author) for row in rows] == [
        ("machine", "appointment_booked", None),
        ("human", "quote_given", user),
    ]


def test_no_lead_withdraws_the_conversion(call: Call) -> None:
    edit(call, lead_status="not_a_lead")
    conversion = Conversion.objects.get(call=call)
    assert conversion.active is False
    assert Delivery.objects.get(conversion=conversion).desired["active"] is False


def test_what_a_call_was_worth_counts_once_however_many_rules_it_fulfils(call: Call) -> None:
    ConversionRule.objects.create(key="any", name="Any booking", outcomes=["appointment_booked"], value=30)
    edit(call, value="500")
    assert sorted(Conversion.objects.filter(call=call).values_list("rule__key", "value")) == [
        ("any", Decimal("0.00")),
        ("booked", Decimal("500.00")),
    ]


def test_a_note_leaves_the_ledger_alone(call: Call) -> None:
    before = Conversion.objects.get(call=call).updated_at
    edit(call, note="nothing about money")
    assert Conversion.objects.get(call=call).updated_at == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lead_status": "great"}, "Choose one of: unknown, good_lead, not_a_lead."),
        ({"value": "lots"}, "An amount of money is expected."),
        ({"value": "-1"}, "An amount from 0 to 999,999,999,999.99 is expected."),
        ({"value": "NaN"}, "An amount from 0 to 999,999,999,999.99 is expected."),
        ({"note": 5}, "A text of at most 5000 characters is expected."),
        ({"tags": "vip"}, "A list of names is expected."),
        ({"tags": ["x" * 61]}, "At most 30 tags of at most 60 characters."),
        ({"start_time": "now"}, "This cannot be changed."),
    ],
)
def test_what_cannot_be_is_refused_as_a_whole(call: Call, changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        edit(call, **{"note": "kept out", **changes})
    assert caught.value.message_dict == {next(iter(changes)): [message]}
    call.refresh_from_db()
    assert call.note == ""
    assert not AuditEvent.objects.filter(action="call.edited").exists()


def test_an_unknown_label_is_refused_and_an_own_one_is_not(call: Call) -> None:
    with pytest.raises(ValidationError):
        edit(call, outcome="lost_to_competitor")
    add_label("outcome", "Lost to competitor", "")
    assert edit(call, outcome="lost_to_competitor") == ["outcome"]


def test_tags_are_added_and_taken_in_bulk(account: Account) -> None:
    calls = [told_call(NOON, number=n) for n in (1, 2)]
    calls[0].tags.add(Tag.objects.create(name="vip"))
    assert edit_calls(calls, {"add_tags": ["vip"]}, user=None, actor="dana") == 1
    assert Tag.objects.get(name="vip").calls.count() == 2
    assert edit_calls(calls, {"remove_tags": ["vip", "never"]}, user=None, actor="dana") == 2
    assert Tag.objects.get(name="vip").calls.count() == 0
