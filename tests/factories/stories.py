"""A call as the pipeline leaves it, with every kind of row, without running the pipeline."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from analytics.models import Answer, Evaluation, Measures
from attribution.conversions.state import State
from attribution.models import (
    AdSpend,
    Attempt,
    Conversion,
    ConversionRule,
    Delivery,
    DestinationConnection,
    Match,
    Touchpoint,
    Visit,
    Visitor,
)
from calls.models import Agent, Call, Outcome, Recording, StageRun, Transcript, Turn
from calls.transcription.audio import Audio
from calls.transcription.encoding import CONTENT_TYPE, encode, peaks
from calls.vault import store
from compliance.consent.gate import record_consent

SECONDS = 20.0
LINES = (
    ("agent", "Northwind Heating and Air, how can I help?", 0.5),
    ("caller", "My furnace quit, can someone come tomorrow? My card is [CARD_1] okay", 4.0),
    ("agent", "Yes, I have you down for tomorrow at nine.", 11.0),
    ("caller", "Great, thank you.", 15.0),
)


def told_call(at: datetime, *, number: int = 1, campaign: str = "furnaces", **changes: Any) -> Call:
    """An answered call of the account in scope, from a Google ad, booked, scored and delivered."""
    agent, _ = Agent.objects.get_or_create(name="Dana", external_id="dana")
    call = Call.objects.create(
        **{
            "source": "import",
            "external_id": f"story-{number}",
            "state": Call.State.ENDED,
            "processing": Call.Processing.DONE,
            "agent": agent,
            "customer_phone_number": f"+1415555{7000 + number:04d}",
            "tracking_phone_number": "+16285551000",
            "customer_city": "Oakland",
            "customer_state": "CA",
            "start_time": at,
            "duration": 20,
            "answered": True,
            "first_call": True,
            "language": "en",
            **changes,
        }
    )
    record_consent(call.subject, {"record": True, "transcribe": True, "analyse": True}, source="notice")
    match = _match(call, campaign)
    _said(call)
    _judged(call)
    _converted(call, match.visit)
    keys = ("fetch_recording", "transcribe", "measure", "classify", "match", "score", "convert")
    for n, key in enumerate(keys):
        StageRun.objects.create(call=call, key=key, position=n, status=StageRun.Status.DONE, attempt=1)
    return call


def spent(at: datetime, campaign: str, cost: int, source: str = "google", medium: str = "cpc") -> AdSpend:
    """One day's spend in whole units of money."""
    return AdSpend.objects.create(
        date=at.date(),
        source=source,
        medium=medium,
        campaign=campaign,
        cost_micros=cost * 10**6,
        currency="USD",
    )


def recorded(call: Call) -> Recording:
    """Twenty seconds of two channels in the vault: caller 440 Hz, agent 660 Hz, with rests."""
    rate = 8000
    time = np.arange(int(rate * SECONDS)) / rate
    swell = 0.5 * np.abs(np.sin(time * 0.9))
    samples = np.column_stack(
        [
            np.sin(2 * np.pi * 440 * time) * swell * ((time > 4) & (time < 10) | (time > 15)),
            np.sin(2 * np.pi * 660 * time) * swell * ((time < 4) | (time > 11) & (time < 15)),
        ]
    ).astype(np.float32)
    audio = Audio(samples, rate)
    recording = Recording(
        call=call,
        external_id="RE1",
        state=Recording.State.REDACTED,
        content_type=CONTENT_TYPE,
        seconds=SECONDS,
        channels=2,
        peaks=peaks(audio),
        mutes=[["caller", 8.0, 9.5]],
    )
    recording.account_id = call.account_id
    recording.file = store.put(recording, [encode(audio)], "mp3")
    recording.save()
    return recording


def _match(call: Call, campaign: str) -> Match:
    visitor = Visitor.objects.create(first_seen=call.start_time, last_seen=call.start_time)
    visit = Visit.objects.create(
        visitor=visitor,
        started_at=call.start_time - timedelta(minutes=4),
        last_seen=call.start_time,
        channel="Paid Search",
        landing_page_url="https://northwind.example/furnace?gclid=Cj0KCQiA1234567890",
        referring_url="https://www.google.com/",
        utm_source="google",
        utm_medium="cpc",
        utm_campaign=campaign,
        utm_term="furnace repair",
        click_ids={"gclid": "Cj0KCQiA1234567890"},
    )
    for n, kind in enumerate([Touchpoint.Kind.PAGE, Touchpoint.Kind.TEL_CLICK]):
        Touchpoint.objects.create(
            visit=visit,
            event_id=f"00000000-0000-4000-8000-{call.pk:08d}{n:04d}",
            kind=kind,
            at=call.start_time - timedelta(seconds=200 - 190 * n),
            url="https://northwind.example/furnace",
        )
    evidence = {"kind": "tel_click", "weight": 0.97, "seconds_since_seen": 9.0}
    return Match.objects.create(call=call, visit=visit, probability=0.9, evidence=evidence, version="odds-2")


def _said(call: Call) -> None:
    transcript = Transcript.objects.create(
        call=call,
        backend="scripted",
        model="whisper-base",
        redaction_version="test-1",
        language="en",
        seconds=SECONDS,
        channels=2,
        hidden_counts={"CARD": 1},
    )
    for position, (speaker, text, start) in enumerate(LINES):
        words, begin = [], 0
        for n, word in enumerate(text.split()):
            begin = text.index(word, begin)
            at = round(start + 0.4 * n, 2)
            words.append([word, at, round(at + 0.35, 2), 0.95, begin, begin + len(word)])
            begin += len(word)
        Turn.objects.create(
            transcript=transcript,
            position=position,
            speaker=speaker,
            start=start,
            end=words[-1][2],
            text=text,
            words=words,
        )


def _judged(call: Call) -> None:
    evidence = [{"turn": 2, "start": 11.0, "end": 14.2, "text": "I have you down for tomorrow"}]
    for dimension, label, p in (
        ("intent", "book_appointment", 0.93),
        ("outcome", "appointment_booked", 0.91),
        ("sentiment", "positive", 0.7),
    ):
        Outcome.objects.create(
            call=call,
            dimension=dimension,
            label=label,
            probability=p,
            source=Outcome.Source.MACHINE,
            evidence=evidence,
            version="light-1",
        )
    Measures.objects.create(
        call=call,
        agent_seconds=6.2,
        caller_seconds=6.0,
        overtalk_seconds=0.0,
        silence_seconds=7.0,
        dead_air_seconds=0.0,
        agent_talk_percent=0.51,
        interruptions_by_agent=0,
        interruptions_by_caller=1,
    )
    evaluation = Evaluation.objects.create(call=call, scorecard="Default", version="rules-1", score=87.5)
    for key, text, answer in (
        ("greeting_given", "Did the agent greet the caller or name the company?", "yes"),
        ("name_asked", "Did the agent ask for the caller's name?", "no"),
        ("price_or_cost_stated", "Did the agent state a price or cost?", "na"),
    ):
        Answer.objects.create(
            evaluation=evaluation,
            question=key,
            text=text,
            answer=answer,
            confidence=0.9,
            evidence=[{"turn": 0, "start": 0.5, "end": 3.4, "text": "Northwind Heating and Air"}]
            if answer == "yes"
            else [],
        )


def _converted(call: Call, visit: Visit) -> None:
    rule, _ = ConversionRule.objects.get_or_create(
        key="booked",
        defaults={"name": "Appointment booked", "outcomes": ["appointment_booked"], "value": 150},
    )
    connection, _ = DestinationConnection.objects.get_or_create(
        destination="signed_webhook", name="CRM webhook", defaults={"options": {"url": "https://crm.example"}}
    )
    conversion = Conversion.objects.create(
        call=call,
        rule=rule,
        visit=visit,
        key=f"story-{call.pk}",
        occurred_at=call.start_time,
        value=150,
        currency="USD",
        probability=0.91,
    )
    state = State(Decimal(150), "USD", active=True, revision=1)
    delivery = Delivery.objects.create(
        conversion=conversion,
        connection=connection,
        state=Delivery.State.ACCEPTED,
        desired=state.as_json(),
        sent=state.as_json(),
        not_before=call.start_time,
        attempts_made=1,
    )
    Attempt.objects.create(
        delivery=delivery,
        number=1,
        at=call.start_time,
        milliseconds=42,
        status_code=200,
        request={"type": "conversion.created", "value": 150},
    )
