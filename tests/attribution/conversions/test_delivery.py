"""Deliveries against the sandbox over HTTP: each conversion counts once, whatever goes wrong."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from attribution.conversions import delivery as deliveries
from attribution.conversions import queue
from attribution.conversions.backoff import MAX_TRIES
from attribution.conversions.destination import ConversionDestination, ConversionFacts, Payload
from attribution.conversions.ledger import settle
from attribution.conversions.sandbox.faults import Kind
from attribution.conversions.sandbox.sandbox import Sandbox
from attribution.models import Attempt, Delivery, DestinationConnection
from calls.models import Call
from compliance.consent.gate import record_consent
from compliance.models import AuditEvent
from tests.attribution.conversions.rows import (
    GCLID,
    PHONE,
    correct,
    ended_call,
    google,
    matched,
    meta,
    only_delivery,
    sale_rule,
    wait_is_over,
    webhook,
    work,
)

pytestmark = pytest.mark.usefixtures("account")
Row = Delivery.State
GOOGLE, WEBHOOK = "google_data_manager", "signed_webhook"
RENDER = "attribution.conversions.destinations.google_data_manager.GoogleDataManager.render"


@pytest.fixture
def sold() -> Call:
    """A call a person knows to be a sale, from a visitor who agreed."""
    sale_rule()
    call = ended_call()
    matched(call)
    correct(call, "sale_made")
    return call


def test_accepted_is_counted_once_with_its_value(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    (conversion,) = settle(sold)
    work()
    settle(sold)
    work()
    row = only_delivery()
    assert (row.state, row.sent, row.unconfirmed) == (Row.ACCEPTED, row.desired, None)
    (counted,) = sandbox.counted(GOOGLE)
    assert (counted["id"], counted["value"], counted["sends"]) == (conversion.key, 450.0, 1)
    assert counted["gclid"] == GCLID


def test_the_attempt_is_kept_without_secrets_and_personal_data(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    work()
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.status_code, attempt.error) == (1, 200, "")
    (event,) = attempt.request["body"]["events"]
    assert event["adIdentifiers"] == {"gclid": "Cj0K…"}
    assert event["conversionValue"] == 450.0
    kept = f"{attempt.request} {attempt.response}"
    assert GCLID not in kept
    assert PHONE not in kept
    assert "g-token" not in kept
    assert "requestId" in attempt.response["body"]


def test_429_waits_as_long_as_asked_and_then_arrives(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    sandbox.fail(GOOGLE, Kind.REFUSE, status=429, retry_after="90")
    settle(sold)
    before = timezone.now()
    work()
    row = only_delivery()
    assert (row.state, row.unconfirmed, row.tries) == (Row.PENDING, None, 1)
    assert timedelta(seconds=90) <= row.not_before - before < timedelta(seconds=95)
    wait_is_over()
    work()
    assert only_delivery().state == Row.ACCEPTED
    assert list(Attempt.objects.values_list("number", "status_code")) == [(1, 429), (2, 200)]
    assert [row["sends"] for row in sandbox.counted(GOOGLE)] == [1]


@pytest.mark.parametrize("kind", [Kind.ERROR_AFTER, Kind.SILENCE])
def test_an_error_after_acceptance_is_repeated_and_still_counts_once(
    sold: Call, sandbox: Sandbox, kind: Kind
) -> None:
    google(sandbox.url)
    webhook(sandbox.url)
    for destination in (GOOGLE, WEBHOOK):
        sandbox.fail(destination, kind)
    settle(sold)
    work()
    assert all(row.state == Row.PENDING and row.unconfirmed for row in Delivery.objects.all())
    wait_is_over()
    work()
    assert all(row.state == Row.ACCEPTED and row.unconfirmed is None for row in Delivery.objects.all())
    for destination in (GOOGLE, WEBHOOK):
        assert [row["sends"] for row in sandbox.counted(destination)] == [2], destination


def test_a_permanent_refusal_fails_and_is_not_repeated(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    sandbox.fail(GOOGLE, Kind.REFUSE, status=400)
    settle(sold)
    work()
    wait_is_over()
    work()
    row = only_delivery()
    assert (row.state, row.reason, row.attempts_made) == (Row.FAILED, "Google answered 400", 1)


def test_after_the_last_try_it_gives_up(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    sandbox.fail(GOOGLE, Kind.REFUSE, status=503)
    settle(sold)
    Delivery.objects.update(tries=MAX_TRIES - 1)
    work()
    assert only_delivery().state == Row.FAILED
    assert only_delivery().reason == f"gave up after {MAX_TRIES} tries: Google answered 503"


def test_a_set_up_error_pauses_the_connection_until_it_is_mended(sold: Call, sandbox: Sandbox) -> None:
    connection = google(sandbox.url)
    sandbox.fail(GOOGLE, Kind.REFUSE, status=403)
    settle(sold)
    work()
    connection.refresh_from_db()
    assert (connection.active, connection.paused_reason) == (True, "Google answered 403")
    wait_is_over()
    work()
    assert (only_delivery().state, only_delivery().attempts_made) == (Row.PENDING, 1)
    deliveries.resume(connection)
    work()
    assert only_delivery().state == Row.ACCEPTED
    assert AuditEvent.objects.filter(action__startswith="destination.").count() == 2


def test_a_missing_setting_pauses_before_anything_is_sent(sold: Call, sandbox: Sandbox) -> None:
    connection = google(sandbox.url, operating_account_id="")
    settle(sold)
    work()
    connection.refresh_from_db()
    assert connection.paused_reason == "not set: Google Ads account that owns the conversion action"
    assert not Attempt.objects.exists()


def test_consent_is_asked_when_sending(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    webhook(sandbox.url)
    settle(sold)
    subject = sold.matches.get().visit.visitor.subject
    record_consent(subject, {"advertise": False}, source="opt_out")
    work()
    assert dict(Delivery.objects.values_list("connection__destination", "state")) == {
        GOOGLE: Row.BLOCKED_CONSENT,
        WEBHOOK: Row.ACCEPTED,  # the account's own system
    }
    assert sandbox.received(GOOGLE) == []
    record_consent(subject, {"advertise": True}, source="banner")
    deliveries.replay(Delivery.objects.get(connection__destination=GOOGLE))
    work()
    assert len(sandbox.counted(GOOGLE)) == 1


def test_without_a_recorded_answer_there_is_no_consent(sandbox: Sandbox) -> None:
    sale_rule()
    call = ended_call()
    matched(call, consent=None)
    correct(call, "sale_made")
    google(sandbox.url)
    settle(call)
    work()
    assert only_delivery().state == Row.BLOCKED_CONSENT


def test_after_the_window_it_expires_unsent(sandbox: Sandbox) -> None:
    sale_rule()
    start = timezone.now() - timedelta(days=91)
    call = ended_call(start_time=start, ended_at=start)
    matched(call)
    correct(call, "sale_made")
    google(sandbox.url)
    settle(call)
    work()
    assert only_delivery().state == Row.EXPIRED
    assert only_delivery().reason.startswith("it comes too late: Google Ads took it until ")
    assert sandbox.received(GOOGLE) == []


def test_without_a_click_id_it_does_not_apply_until_one_is_known(sandbox: Sandbox) -> None:
    sale_rule()
    call = ended_call()
    visit = matched(call, click_ids={})
    correct(call, "sale_made")
    google(sandbox.url)
    settle(call)
    work()
    assert (only_delivery().state, only_delivery().reason) == (Row.NOT_APPLICABLE, "no Google click id")
    visit.click_ids = {"wbraid": "CjwKexample"}
    visit.save()
    settle(call)
    work()
    assert sandbox.counted(GOOGLE)[0]["wbraid"] == "CjwKexample"


def test_a_changed_value_is_one_adjusted_send_in_order(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    work()
    for value in (500, 600, 700):  # three changes before anything is sent become one
        Call.objects.filter(pk=sold.pk).update(value=Decimal(value))
        settle(sold)
    work()
    values = [row["body"]["events"][0]["conversionValue"] for row in sandbox.received(GOOGLE)]
    assert values == [450.0, 700.0]
    (counted,) = sandbox.counted(GOOGLE)
    assert (counted["value"], counted["sends"]) == (700.0, 2)


def test_there_and_back_again_sends_nothing(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    work()
    for value in (Decimal(500), None):
        Call.objects.filter(pk=sold.pk).update(value=value)
        settle(sold)
    work()
    assert only_delivery().state == Row.ACCEPTED
    assert len(sandbox.received(GOOGLE)) == 1


def test_there_and_back_after_an_unclear_answer_is_sent(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    work()
    sandbox.fail(GOOGLE, Kind.SILENCE)
    Call.objects.filter(pk=sold.pk).update(value=Decimal(500))
    settle(sold)
    work()
    assert sandbox.counted(GOOGLE)[0]["value"] == 500.0
    Call.objects.filter(pk=sold.pk).update(value=None)
    settle(sold)
    work()
    assert sandbox.counted(GOOGLE)[0]["value"] == 450.0
    assert only_delivery().sent["value"] == "450.00"


def test_a_change_while_a_request_is_under_way_follows_it(sold: Call, sandbox: Sandbox, monkeypatch) -> None:
    google(sandbox.url)
    settle(sold)
    send = deliveries.open_destination(only_delivery().connection).send.__func__

    def change_then_send(self, payload):
        monkeypatch.undo()
        Call.objects.filter(pk=sold.pk).update(value=Decimal(800))
        settle(sold)
        assert only_delivery().state == Row.SENDING  # nobody else may take it
        return send(self, payload)

    monkeypatch.setattr(
        "attribution.conversions.destinations.google_data_manager.GoogleDataManager.send", change_then_send
    )
    work()
    values = [row["body"]["events"][0]["conversionValue"] for row in sandbox.received(GOOGLE)]
    assert values == [450.0, 800.0]
    assert only_delivery().state == Row.ACCEPTED


def test_withdrawn_before_sending_leaves_no_trace_outside(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    correct(sold, "no_sale")
    settle(sold)
    work()
    assert (only_delivery().state, only_delivery().sent) == (Row.CANCELLED, None)
    assert sandbox.received(GOOGLE) == []


def test_withdrawn_after_sending_is_restated_to_nothing(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    webhook(sandbox.url)
    settle(sold)
    work()
    correct(sold, "no_sale")
    settle(sold)
    work()
    assert [(row["value"], row["sends"]) for row in sandbox.counted(GOOGLE)] == [(0.0, 2)]
    row = Delivery.objects.get(connection__destination=GOOGLE)
    assert (row.state, row.reason) == (
        Row.ACCEPTED,
        "Google takes no conversion back: its value is 0 now, its count stays",
    )
    assert [row["type"] for row in sandbox.counted(WEBHOOK)] == [
        "conversion.recorded",
        "conversion.withdrawn",
    ]


def test_an_uncertain_send_is_withdrawn_outside_too(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    sandbox.fail(GOOGLE, Kind.SILENCE)
    settle(sold)
    work()
    correct(sold, "no_sale")
    settle(sold)
    work()
    assert [row["value"] for row in sandbox.counted(GOOGLE)] == [0.0]


def test_what_went_out_keeps_its_click_and_time(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    work()
    sold.matches.all().delete()
    matched(sold, click_ids={"gclid": "another-click-id"})
    Call.objects.filter(pk=sold.pk).update(value=Decimal(5))
    settle(sold)
    work()
    first, second = [row["body"]["events"][0] for row in sandbox.received(GOOGLE)]
    assert second["adIdentifiers"] == first["adIdentifiers"] == {"gclid": GCLID}
    assert second["eventTimestamp"] == first["eventTimestamp"]


def test_a_dead_workers_row_is_swept_and_sent_again(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    claimed = deliveries.claim(only_delivery().pk)
    assert claimed is not None
    assert queue.sweep() == 0
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1), nudged_at=None)
    assert queue.sweep() == 1
    work()
    assert only_delivery().state == Row.ACCEPTED
    deliveries._settle(claimed, state=Row.FAILED)  # the dead one wakes up: it has nothing to say any more
    assert only_delivery().state == Row.ACCEPTED


def test_the_sweeper_nudges_a_row_once() -> None:
    sale_rule()
    call = ended_call()
    correct(call, "sale_made")
    webhook("http://127.0.0.1:9")
    settle(call)
    Delivery.objects.update(nudged_at=timezone.now() - timedelta(minutes=3))
    assert queue.sweep() == 1
    assert queue.sweep() == 0
    DestinationConnection.objects.update(paused_reason="mend me")
    Delivery.objects.update(nudged_at=None)
    assert queue.sweep() == 0


def _cannot_render(self: ConversionDestination, made: ConversionFacts) -> Payload:
    raise ValueError(f"cannot say {made.phone}")


def test_a_bug_puts_the_row_off_and_counts(
    sold: Call, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    google(sandbox.url)
    settle(sold)
    monkeypatch.setattr(RENDER, _cannot_render)
    deliveries.deliver(only_delivery().pk)
    row = only_delivery()
    assert (row.state, row.reason, row.tries) == (Row.PENDING, "an error of ours; see the log", 1)
    assert "ValueError" in caplog.text
    assert "_cannot_render" in caplog.text
    assert PHONE not in caplog.text


def test_a_row_that_never_can_be_rendered_comes_to_rest(
    sold: Call, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    google(sandbox.url)
    settle(sold)
    monkeypatch.setattr(RENDER, _cannot_render)
    for _ in range(MAX_TRIES):
        wait_is_over()
        deliveries.deliver(only_delivery().pk)
    row = only_delivery()
    assert (row.state, row.tries) == (Row.FAILED, MAX_TRIES)
    assert row.reason == f"gave up after {MAX_TRIES} tries: an error of ours; see the log"
    assert not Attempt.objects.exists()


def test_a_bug_while_sending_counts_once(
    sold: Call, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    google(sandbox.url)
    settle(sold)
    monkeypatch.setattr(RENDER.replace("render", "send"), _cannot_send)
    deliveries.deliver(only_delivery().pk)
    row = only_delivery()
    assert (row.state, row.tries, row.unconfirmed is None) == (Row.PENDING, 1, False)


def _cannot_send(self: ConversionDestination, payload: Payload) -> None:
    raise ValueError(payload.url)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"event_names": "Lead"}, "Event names by rule: an object of texts is expected"),
        ({"event_names": {"sale": ["Lead"]}}, "Event names by rule: an object of texts is expected"),
        ({"limited_data_use": "no"}, "Limited data use (US state privacy laws): true or false is expected"),
        (
            {"min_probability": "half"},
            "Least probability that the call came from the visit: a number is expected",
        ),
    ],
)
def test_a_setting_of_the_wrong_kind_pauses_the_connection(
    sold: Call, sandbox: Sandbox, options: dict[str, Any], reason: str
) -> None:
    connection = meta(sandbox.url, **options)
    settle(sold)
    work()
    connection.refresh_from_db()
    assert (connection.paused_reason, only_delivery().state) == (reason, Row.PENDING)
    DestinationConnection.objects.update(options={**connection.options, **dict.fromkeys(options)})
    deliveries.resume(connection)
    work()
    assert only_delivery().state == Row.ACCEPTED


def test_a_wait_of_the_wrong_kind_pauses_the_connection(sold: Call, sandbox: Sandbox) -> None:
    connection = google(sandbox.url, wait_hours="six")
    settle(sold)
    work()
    connection.refresh_from_db()
    assert connection.paused_reason == "Hours to wait after the click: a number is expected"


def test_a_refused_connection_is_tried_again_and_certainly_did_not_arrive(sold: Call, settings) -> None:
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1:9"]
    google("http://127.0.0.1:9")
    settle(sold)
    work()
    assert (only_delivery().state, only_delivery().unconfirmed) == (Row.PENDING, None)


def test_a_private_address_is_a_set_up_error(sold: Call, sandbox: Sandbox, settings) -> None:
    settings.OUTBOUND_PRIVATE_HOSTS = []
    connection = google(sandbox.url)
    settle(sold)
    work()
    connection.refresh_from_db()
    assert "is a private address" in connection.paused_reason
    assert sandbox.received(GOOGLE) == []


def test_a_gone_receiver_is_switched_off(sold: Call, sandbox: Sandbox) -> None:
    connection = webhook(sandbox.url)
    sandbox.fail(WEBHOOK, Kind.REFUSE, status=410)
    settle(sold)
    work()
    connection.refresh_from_db()
    assert (connection.active, connection.paused_reason) == (False, "the receiver answered 410")
    assert only_delivery().state == Row.FAILED


def test_replay_leaves_a_running_row_alone(sold: Call, sandbox: Sandbox) -> None:
    google(sandbox.url)
    settle(sold)
    claimed = deliveries.claim(only_delivery().pk)
    deliveries.replay(claimed)
    assert only_delivery().state == Row.SENDING
    assert not AuditEvent.objects.filter(action="delivery.replayed").exists()
