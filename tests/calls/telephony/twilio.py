"""Twilio's side of a test: signed form posts."""

from typing import Any

from django.test import Client
from twilio.request_validator import RequestValidator

from tests.factories.telephony import ACCOUNT_SID, AUTH_TOKEN

CALL = "CA" + "a" * 32
LEG = "CA" + "b" * 32
RECORDING = "RE" + "c" * 32
CALLER = "+14155550123"


def post(client: Client, kind: str, signature: str | None = None, **fields: str) -> Any:
    """Posts one message, signed with the account's token unless another signature is given."""
    fields = {"AccountSid": ACCOUNT_SID, "CallSid": CALL, **fields}
    url = f"/telephony/twilio/{kind}"
    if signature is None:
        signature = RequestValidator(AUTH_TOKEN).compute_signature(f"http://testserver{url}", fields)
    return client.post(url, fields, headers={"X-Twilio-Signature": signature})


def incoming(client: Client, called: str, **fields: str) -> Any:
    """A caller rings a tracking number."""
    return post(
        client,
        "incoming",
        From=CALLER,
        To=called,
        CallStatus="ringing",
        FromCity="OAKLAND",
        FromState="CA",
        FromCountry="US",
        **fields,
    )


def leg(client: Client, status: str, sequence: int, **fields: str) -> Any:
    """Progress of the leg to the office."""
    return post(
        client,
        "leg",
        CallSid=LEG,
        ParentCallSid=CALL,
        CallStatus=status,
        SequenceNumber=str(sequence),
        To="+14155550100",
        **fields,
    )


def recording(client: Client, status: str = "completed", **fields: str) -> Any:
    """The recording's status."""
    facts = {
        "RecordingUrl": "http://127.0.0.1:1/rec/RE1",
        "RecordingDuration": "30",
        "RecordingChannels": "2",
    }
    return post(client, "recording", RecordingSid=RECORDING, RecordingStatus=status, **{**facts, **fields})
