"""Twilio's messages through the real endpoint: verified, kept once, applied in any order."""

import itertools
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from twilio.request_validator import RequestValidator

from calls.models import Agent, Call, CallLeg, ProviderEvent, Recording
from calls.pipeline import sweeper
from compliance.consent.gate import may
from compliance.models import Account
from compliance.tenancy import use_account
from tests.calls.telephony import twilio
from tests.factories.accounts import AccountFactory
from tests.factories.telephony import ACCOUNT_SID, ConnectionFactory, DestinationFactory, PhoneNumberFactory

pytestmark = pytest.mark.usefixtures("no_pipeline", "commits")


@pytest.fixture
def number(account: Account) -> str:
    return PhoneNumberFactory().number


def test_an_incoming_call_is_answered_with_notice_recording_and_dial(client: Client, number: str) -> None:
    answer = twilio.incoming(client, number)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml"
    root = ET.fromstring(answer.content)
    assert [child.tag for child in root] == ["Start", "Say", "Dial"]
    recording = root.find("Start/Recording")
    assert recording.attrib == {
        "channels": "dual",
        "track": "both",
        "trim": "do-not-trim",
        "recordingStatusCallback": "http://testserver/telephony/twilio/recording",
        "recordingStatusCallbackEvent": "in-progress completed absent",
    }
    assert root.find("Say").text == "This call may be recorded and analysed for quality."
    assert root.find("Dial").attrib == {
        "action": "http://testserver/telephony/twilio/dialled",
        "timeout": "20",
        "timeLimit": "7200",
        "answerOnBridge": "false",
    }
    assert root.find("Dial/Number").text == "+14155550100"


def test_the_call_is_there_with_consent_by_notice(client: Client, number: str) -> None:
    twilio.incoming(client, number)
    call = Call.objects.get()
    assert (call.customer_phone_number, call.tracking_phone_number, call.customer_city) == (
        twilio.CALLER,
        number,
        "OAKLAND",
    )
    assert (call.state, call.first_call, call.answered) == ("ringing", True, None)
    assert may(call.subject, "transcribe")
    assert not may(call.subject, "advertise")


def test_without_a_notice_the_call_is_connected_but_not_recorded(
    client: Client, account: Account, number: str
) -> None:
    account.recording_notice = ""
    account.save()
    root = ET.fromstring(twilio.incoming(client, number).content)
    assert [child.tag for child in root] == ["Dial"]
    assert not may(Call.objects.get().subject, "record")


def test_an_unanswered_call_is_offered_voicemail(client: Client, number: str) -> None:
    twilio.incoming(client, number)
    answer = twilio.post(client, "dialled", DialCallStatus="no-answer", DialCallSid=twilio.LEG)
    assert [child.tag for child in ET.fromstring(answer.content)] == ["Say", "Record", "Hangup"]
    call = Call.objects.get()
    assert (call.answered, call.state) == (False, "ringing")
    twilio.post(client, "voicemail", RecordingDuration="12")
    call.refresh_from_db()
    assert (call.voicemail, call.answered, call.state) == (True, False, "ended")


def test_a_forged_message_is_refused_and_leaves_nothing(client: Client, number: str) -> None:
    answer = twilio.post(client, "incoming", signature="c2lnbmF0dXJl", From=twilio.CALLER, To=number)
    assert answer.status_code == 403
    assert ProviderEvent.objects.count() == Call.objects.count() == 0


def test_a_field_added_on_the_way_is_noticed(client: Client, number: str) -> None:
    fields = {"AccountSid": ACCOUNT_SID, "CallSid": twilio.CALL, "From": twilio.CALLER, "To": number}
    url = "/telephony/twilio/incoming"
    signature = RequestValidator("12345").compute_signature(f"http://testserver{url}", fields)
    answer = client.post(url, {**fields, "To": "+19005550000"}, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403


def test_a_provider_account_nobody_has_is_refused(client: Client, number: str) -> None:
    assert twilio.post(client, "incoming", AccountSid="AC" + "9" * 32, From="x", To=number).status_code == 403


@pytest.mark.parametrize(
    ("kind", "fields", "error"),
    [
        ("incoming", {}, "missing: To"),
        ("leg", {"ParentCallSid": "CA1"}, "missing: CallStatus"),
        ("recording", {"RecordingSid": "RE1", "RecordingStatus": "completed"}, "missing: RecordingUrl"),
        (
            "recording",
            {"RecordingSid": "R", "RecordingStatus": "absent", "RecordingDuration": "x"},
            "RecordingDuration: no whole number: 'x'",
        ),
    ],
)
def test_a_truncated_message_is_named(
    client: Client, number: str, kind: str, fields: dict, error: str
) -> None:
    answer = twilio.post(client, kind, **fields)
    assert (answer.status_code, answer.json()) == (400, {"error": error})
    assert not ProviderEvent.objects.exists()


def test_a_repeated_message_gets_the_same_answer_and_has_no_second_effect(
    client: Client, number: str
) -> None:
    first, second = twilio.incoming(client, number), twilio.incoming(client, number)
    assert first.content == second.content
    assert ProviderEvent.objects.count() == Call.objects.count() == 1


def test_every_order_of_arrival_gives_the_same_call(client: Client, number: str) -> None:
    Agent.objects.create(name="Dana", phone_number="+14155550100")
    when = {"Timestamp": "Sat, 21 Nov 2026 10:00:00 +0000"}
    messages = [
        lambda to: twilio.incoming(client, to, **when),
        lambda _: twilio.leg(client, "ringing", 1, **when),
        lambda _: twilio.leg(client, "in-progress", 2, Timestamp="Sat, 21 Nov 2026 10:00:05 +0000"),
        lambda _: twilio.recording(client),
        lambda _: twilio.post(client, "ended", CallStatus="completed", CallDuration="42", **when),
    ]
    seen = set()
    for order in itertools.permutations(messages):
        for send in order:
            assert send(number).status_code in (200, 204)
        call, leg, recording = Call.objects.get(), CallLeg.objects.get(), Recording.objects.get()
        seen.add(
            (
                call.state,
                call.answered,
                call.duration,
                call.answered_at.isoformat(),
                call.agent.name,
                leg.status,
                recording.url,
                recording.announced_seconds,
                call.stage_runs.count() > 0,
            )
        )
        assert ProviderEvent.objects.filter(state="applied").count() == 5
        ProviderEvent.objects.all().delete()
        call.delete()
    assert seen == {
        (
            "ended",
            True,
            42,
            "2026-11-21T10:00:05+00:00",
            "Dana",
            "in-progress",
            "http://127.0.0.1:1/rec/RE1",
            30.0,
            True,
        )
    }


def test_a_late_ringing_does_not_reopen_an_ended_call(client: Client, number: str) -> None:
    twilio.incoming(client, number)
    twilio.post(client, "ended", CallStatus="completed", CallDuration="5")
    twilio.leg(client, "ringing", 1)
    assert Call.objects.get().state == "ended"


def test_an_absent_recording_is_an_end_and_not_a_retry(client: Client, number: str) -> None:
    twilio.incoming(client, number)
    twilio.post(client, "ended", CallStatus="completed", CallDuration="5")
    twilio.recording(client, "absent", RecordingUrl="", ErrorCode="16108")
    recording = Recording.objects.get()
    assert (recording.state, recording.error) == ("absent", "16108")
    assert Call.objects.get().stage_runs.count() > 0


def test_the_agent_hears_the_whisper_of_the_own_desk(client: Client, number: str) -> None:
    for name, phone in (("Sales", "+14155550111"), ("Support", "+14155550122")):
        DestinationFactory(name=name, phone_number=phone, whisper=f"{name} line call")
    answer = twilio.post(client, "whisper", CallSid=twilio.LEG, ParentCallSid=twilio.CALL, To="+14155550122")
    assert ET.fromstring(answer.content).find("Say").text == "Support line call"


def test_a_call_to_a_sip_address_is_a_call(client: Client, number: str) -> None:
    twilio.incoming(client, "sip:frontdesk@northwind.sip.twilio.com")
    assert Call.objects.get().tracking_phone_number == "sip:frontdesk@northw"


def test_another_accounts_event_of_the_same_id_is_not_in_the_way(client: Client, number: str) -> None:
    twilio.incoming(client, number)
    event = ProviderEvent.objects.get()
    other = AccountFactory()
    with use_account(other.pk):
        connection = ConnectionFactory(external_id="AC" + "7" * 32)
        ProviderEvent.objects.create(
            provider="twilio",
            event_id=event.event_id,
            connection=connection,
            kind="incoming",
            call_key="x",
            payload={},
        )
    assert ProviderEvent.everywhere.count() == 2


def test_a_message_whose_call_never_comes_is_closed_after_a_day(client: Client, number: str) -> None:
    twilio.leg(client, "ringing", 1)
    sweeper.sweep()
    assert ProviderEvent.objects.get().state == "received"
    ProviderEvent.objects.update(received_at=timezone.now() - timedelta(days=2))
    sweeper.sweep()
    event = ProviderEvent.objects.get()
    assert (event.state, event.error) == ("failed", "the call it belongs to never came")


def test_withheld_and_odd_callers_are_no_numbers(client: Client, number: str) -> None:
    for n, caller in enumerate(["anonymous", "client:jane", "+266696687", "sip:x@y"]):
        twilio.post(client, "incoming", CallSid=f"CA{n}", From=caller, To=number)
    assert set(Call.objects.values_list("customer_phone_number", "first_call")) <= {
        ("", None),
        ("+266696687", True),
    }
