"""Two people at the form of one call, and verdicts taken back."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from analytics.library.edits import edit_call
from analytics.library.facts import CallFacts
from attribution.conversions.verdicts import effective_verdicts
from calls.models import Call, Outcome, Tag
from compliance.models import Account, AuditEvent
from tests.factories.stories import told_call

NOON = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def call(account: Account) -> Call:
    return told_call(NOON, note="First\r\nline")


def drawn(owner: Client, call: Call) -> dict[str, str]:
    """What a browser would send of the form as it is now."""
    was = owner.get(f"/calls/{call.pk}/").context["was"]
    return {**was, **{f"was_{name}": text for name, text in was.items()}}


def send(owner: Client, call: Call, form: dict[str, str], *, htmx: bool = False) -> object:
    headers = {"HX-Request": "true"} if htmx else {}
    return owner.post(f"/calls/{call.pk}/change/", form, headers=headers)


def test_an_old_form_leaves_what_a_colleague_wrote(owner: Client, call: Call) -> None:
    form = drawn(owner, call)
    edit_call(call, {"note": "Theirs", "tags": ["vip"], "outcome": "no_sale"}, user=None, actor="colleague")
    assert send(owner, call, {**form, "lead_status": "good_lead"}).status_code == 302
    call.refresh_from_db()
    assert (call.lead_status, call.note) == ("good_lead", "Theirs")
    assert list(call.tags.values_list("name", flat=True)) == ["vip"]
    assert AuditEvent.objects.filter(action="call.edited").last().facts["fields"] == ["lead_status"]


@pytest.mark.parametrize("htmx", [True, False])
def test_both_changed_the_same_field(owner: Client, call: Call, *, htmx: bool) -> None:
    form = drawn(owner, call)
    edit_call(call, {"note": "Theirs"}, user=None, actor="colleague")
    events = AuditEvent.objects.count()
    response = send(owner, call, {**form, "note": "Mine", "lead_status": "good_lead"}, htmx=htmx)
    page = response.content.decode()
    assert response.status_code == (200 if htmx else 409)
    assert "Now it is: Theirs" in page
    assert ">Mine</textarea>" in page
    assert 'name="was_note" value="Theirs"' in page
    assert '<option value="good_lead" selected>' in page
    call.refresh_from_db()
    assert (call.note, call.lead_status) == ("Theirs", "unknown")
    assert AuditEvent.objects.count() == events
    again = {**form, "note": "Mine", "was_note": "Theirs"}
    assert send(owner, call, again).status_code == 302
    call.refresh_from_db()
    assert call.note == "Mine"


def test_the_same_answer_of_two_people_is_no_conflict(owner: Client, call: Call) -> None:
    form = drawn(owner, call)
    edit_call(call, {"lead_status": "good_lead"}, user=None, actor="colleague")
    assert send(owner, call, {**form, "lead_status": "good_lead"}).status_code == 302


def test_a_field_left_alone_is_not_written(owner: Client, call: Call) -> None:
    assert send(owner, call, drawn(owner, call)).status_code == 302
    assert not AuditEvent.objects.filter(action="call.edited").exists()
    assert not Outcome.objects.filter(source="human").exists()
    assert not Tag.objects.exists()


def test_a_verdict_is_taken_back_by_the_form(owner: Client, call: Call) -> None:
    edit_call(call, {"outcome": "no_sale"}, user=None, actor="dana")
    form = drawn(owner, call)
    assert form["was_outcome"] == "no_sale"
    send(owner, call, {**form, "outcome": ""})
    rows = Outcome.objects.filter(call=call, dimension="outcome").order_by("pk")
    assert [(row.source, row.label) for row in rows] == [
        ("machine", "appointment_booked"),
        ("human", "no_sale"),
        ("human", ""),
    ]
    fresh = Call.objects.get(pk=call.pk)
    verdict = CallFacts(fresh).outcome
    assert verdict is not None
    assert (verdict.source, verdict.label) == ("machine", "appointment_booked")
    assert effective_verdicts(fresh)["outcome"].label == "appointment_booked"
    assert effective_verdicts(fresh)["outcome"].probability == 0.91


def test_nothing_to_take_back_writes_no_row(call: Call) -> None:
    assert edit_call(call, {"outcome": None}, user=None, actor="dana") == []
    edit_call(call, {"outcome": "no_sale"}, user=None, actor="dana")
    assert edit_call(call, {"outcome": None}, user=None, actor="dana") == ["outcome"]
    assert edit_call(call, {"outcome": None}, user=None, actor="dana") == []
    assert edit_call(call, {"outcome": "no_sale"}, user=None, actor="dana") == ["outcome"]
    assert effective_verdicts(call)["outcome"].label == "no_sale"


def test_a_form_that_stays_keeps_what_it_was_drawn_with(owner: Client, call: Call) -> None:
    form = drawn(owner, call)
    edit_call(call, {"tags": ["vip"]}, user=None, actor="colleague")
    response = send(owner, call, {**form, "note": "Mine"}, htmx=True)
    page = response.content.decode()
    assert response["HX-Retarget"] == "#edit-told"
    assert 'id="edit-was" hx-swap-oob="true"' in page
    assert 'name="was_note" value="Mine"' in page
    assert 'name="was_tags" value=""' in page
    send(owner, call, {**form, "note": "Mine", "was_note": "Mine", "value": "5"}, htmx=True)
    assert list(call.tags.values_list("name", flat=True)) == ["vip"]


def test_a_refused_form_shows_what_colleagues_made_of_other_fields(owner: Client, call: Call) -> None:
    form = drawn(owner, call)
    edit_call(call, {"tags": ["vip"]}, user=None, actor="colleague")
    response = send(owner, call, {**form, "value": "much"})
    page = response.content.decode()
    assert response.status_code == 409
    assert 'name="value" inputmode="decimal" value="much"' in page
    assert 'name="tags" value="vip"' in page
    assert "hx-swap-oob" not in page.partition('id="edit-was"')[2][:40]
