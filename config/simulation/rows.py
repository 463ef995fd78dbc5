"""Rows of one call, with everything the pipeline would have left behind."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from analytics.models import Answer, Evaluation, Measures
from analytics.qa.points import score_answers
from analytics.qa.question import Answer as Given
from analytics.qa.scorecard import DEFAULT_SCORECARD
from attribution.conversions.state import State
from attribution.models import (
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
from calls.models import Agent, Call, Outcome, PhoneNumber, StageRun, Transcript, Turn
from calls.pipeline.runner import stages
from config.simulation.conversations import Said, conversations, words_of
from config.simulation.traffic import ORIGINS, SITE, WEIGHTS, Origin

# In the order in which they can be written.
ORDER: tuple[type[Model], ...] = (
    Visitor,
    Visit,
    Touchpoint,
    Call,
    Match,
    StageRun,
    Transcript,
    Turn,
    Outcome,
    Measures,
    Evaluation,
    Answer,
    Conversion,
    Delivery,
    Attempt,
)
REASONS = {
    Delivery.State.FAILED: "HTTP 400: the event was refused",
    Delivery.State.NOT_APPLICABLE: "the visit has no click id",
}
CITIES = (
    ("Oakland", "CA"),
    ("San Jose", "CA"),
    ("Fremont", "CA"),
    ("Berkeley", "CA"),
    ("Reno", "NV"),
    ("Hayward", "CA"),
)


@dataclass(slots=True)
class Batch:
    """Unsaved rows by model, and how to save them."""

    rows: dict[type[Model], list[Model]] = field(default_factory=lambda: {model: [] for model in ORDER})

    def add(self, row: Any) -> Any:
        """Notes the row; the row itself."""
        self.rows[type(row)].append(row)
        return row

    def save(self) -> int:
        """Writes all rows; how many."""
        for model in ORDER:
            model._default_manager.bulk_create(self.rows[model], batch_size=1000)
        return sum(map(len, self.rows.values()))


@dataclass(frozen=True, slots=True)
class Cast:
    """What stays the same over the whole history."""

    account_id: int
    agents: list[Agent]
    numbers: list[PhoneNumber]
    rules: dict[str, ConversionRule]
    connections: list[DestinationConnection]


class Writer:
    """Adds visitors and calls to a batch."""

    def __init__(self, batch: Batch, cast: Cast, draw: random.Random) -> None:
        self.batch, self.cast, self.draw = batch, cast, draw
        self.own = {"account_id": cast.account_id}

    def visitor(self, at: datetime) -> tuple[Visit, Origin]:
        """A visitor with one to three visits, the last of them just before `at`."""
        draw = self.draw
        visitor = self.batch.add(
            Visitor(**self.own, key=uuid.UUID(int=draw.getrandbits(128)), first_seen=at, last_seen=at)
        )
        days = sorted((draw.random() * 20 for _ in range(draw.choice((0, 0, 0, 1, 1, 2)))), reverse=True)
        for back in days:
            self._visit(visitor, at - timedelta(days=back, minutes=30))
        return self._visit(visitor, at)

    def call(self, at: datetime, number: int) -> None:
        """One call of a visitor, or of somebody unknown, and what became of it."""
        draw = self.draw
        matched = draw.random() < 0.82
        visit, origin = (
            self.visitor(at - timedelta(seconds=draw.randint(40, 900))) if matched else (None, ORIGINS[12])
        )
        call = self._call(at, number)
        if visit is not None:
            evidence = {"kind": "number_on_show", "seconds_since_seen": float(draw.randint(5, 600))}
            probability = round(min(0.99, draw.betavariate(9, 1.2)), 3)
            self.batch.add(
                Match(
                    **self.own,
                    call=call,
                    visit=visit,
                    probability=probability,
                    evidence=evidence,
                    version="odds-2",
                )
            )
        self._stages(call)
        if call.answered:
            chosen = conversations()[draw.random() < origin.buys]
            self._conversation(call, draw.choice(chosen), visit)

    def _visit(self, visitor: Visitor, at: datetime) -> tuple[Visit, Origin]:
        draw = self.draw
        origin = draw.choices(ORIGINS, WEIGHTS)[0]
        ids = {origin.click_id: f"C{draw.getrandbits(96):x}"} if origin.click_id else {}
        visit = self.batch.add(
            Visit(
                **self.own,
                visitor=visitor,
                started_at=at,
                last_seen=at + timedelta(seconds=draw.randint(10, 900)),
                channel=origin.channel,
                landing_page_url=f"{SITE}{origin.page}",
                last_requested_url=f"{SITE}{origin.page}",
                utm_source=origin.source,
                utm_medium=origin.medium,
                utm_campaign=origin.campaign,
                utm_term=draw.choice(origin.keywords),
                click_ids=ids,
                consent={"analytics": True, "ad_user_data": draw.random() < 0.8},
            )
        )
        kinds = [Touchpoint.Kind.PAGE] * draw.choice((1, 1, 2, 3))
        if draw.random() < 0.03:
            kinds.append(Touchpoint.Kind.FORM)
        for n, kind in enumerate(kinds):
            key = uuid.UUID(int=draw.getrandbits(128))
            url = f"{SITE}{origin.page}"
            self.batch.add(
                Touchpoint(
                    **self.own,
                    visit=visit,
                    event_id=key,
                    kind=kind,
                    at=at + timedelta(seconds=25 * n),
                    url=url,
                )
            )
        return visit, origin

    def _call(self, at: datetime, number: int) -> Call:
        draw = self.draw
        answered = draw.random() < 0.83
        tracking, (city, state) = draw.choice(self.cast.numbers), draw.choice(CITIES)
        seconds = draw.randint(2, 40)
        return self.batch.add(  # type: ignore[no-any-return]
            Call(
                **self.own,
                source="simulation",
                external_id=f"S{number:08d}",
                state=Call.State.ENDED,
                processing=Call.Processing.DONE if draw.random() > 0.004 else Call.Processing.ATTENTION,
                phone_number=tracking,
                agent=draw.choice(self.cast.agents) if answered else None,
                customer_phone_number=f"+1415{draw.randint(2010000, 9999999)}",
                tracking_phone_number=tracking.number,
                customer_city=city,
                customer_state=state,
                customer_country="US",
                start_time=at,
                answered_at=at + timedelta(seconds=9) if answered else None,
                duration=seconds,
                ended_at=at + timedelta(seconds=seconds),
                answered=answered,
                voicemail=None if answered else draw.random() < 0.4,
                first_call=draw.random() < 0.78,
                language="en" if answered else "",
            )
        )

    def _stages(self, call: Call) -> None:
        failed = call.processing == Call.Processing.ATTENTION
        for n, key in enumerate(stages()):
            broken = failed and key == "transcribe"
            status = StageRun.Status.FAILED if broken else StageRun.Status.DONE
            begun = call.start_time + timedelta(seconds=(call.duration or 0) + 5 + n)
            self.batch.add(
                StageRun(
                    **self.own,
                    call=call,
                    key=key,
                    position=n,
                    status=status,
                    attempt=1,
                    started_at=begun,
                    finished_at=begun + timedelta(seconds=self.draw.expovariate(1.0)),
                    reason="the recording cannot be decoded" if broken else "",
                )
            )

    def _conversation(self, call: Call, said: Said, visit: Visit | None) -> None:
        draw = self.draw
        call.duration = round(said.seconds) + 12
        call.ended_at = call.start_time + timedelta(seconds=call.duration)
        transcript = self.batch.add(
            Transcript(
                **self.own,
                call=call,
                backend="simulation",
                model="whisper-base",
                redaction_version="simulation",
                language="en",
                seconds=said.seconds,
                channels=2,
                hidden_counts={"NAME": 1} if draw.random() < 0.6 else {},
            )
        )
        for position, (speaker, start, end, text) in enumerate(said.turns):
            self.batch.add(
                Turn(
                    **self.own,
                    transcript=transcript,
                    position=position,
                    speaker=speaker,
                    start=start,
                    end=end,
                    text=text,
                    words=words_of(text, start),
                )
            )
        sure = self._verdicts(call, said)
        self._measured(call, said)
        self._scored(call)
        if sure:
            self._converted(call, said, visit)

    def _verdicts(self, call: Call, said: Said) -> bool:
        last = said.turns[-1]
        evidence = [{"turn": len(said.turns) - 1, "start": last[1], "end": last[2], "text": last[3][:80]}]
        sure = True
        mood = self.draw.choices(("positive", "neutral", "negative"), (5, 4, 2))[0]
        for dimension, label in (("intent", said.intent), ("outcome", said.outcome), ("sentiment", mood)):
            probability = round(self.draw.betavariate(8, 1.4), 3)
            abstained = probability < 0.6 and dimension != "sentiment"
            sure = sure and not abstained
            self.batch.add(
                Outcome(
                    **self.own,
                    call=call,
                    dimension=dimension,
                    label=label,
                    probability=probability,
                    abstained=abstained,
                    evidence=evidence,
                    source=Outcome.Source.MACHINE,
                    version="simulation",
                    input_hash=f"{call.external_id}{dimension}",
                )
            )
        return sure

    def _measured(self, call: Call, said: Said) -> None:
        agent = sum(end - start for speaker, start, end, _ in said.turns if speaker == "agent")
        caller = sum(end - start for speaker, start, end, _ in said.turns if speaker == "caller")
        self.batch.add(
            Measures(
                **self.own,
                call=call,
                agent_seconds=agent,
                caller_seconds=caller,
                overtalk_seconds=0.0,
                silence_seconds=max(0.0, said.seconds - agent - caller),
                dead_air_seconds=0.0,
                talk_ratio=agent / (agent + caller) if agent + caller else None,
                agent_talk_percent=agent / said.seconds,
            )
        )

    def _scored(self, call: Call) -> None:
        answers = {
            question.key: self.draw.choices((Given.YES, Given.NO, Given.NA), (7, 2, 1))[0]
            for question in DEFAULT_SCORECARD.questions
        }
        score = score_answers(DEFAULT_SCORECARD, answers)
        evaluation = self.batch.add(
            Evaluation(
                **self.own,
                call=call,
                scorecard=DEFAULT_SCORECARD.name,
                version="simulation",
                score=score.value,
                critical_failed=not score.passed_critical,
            )
        )
        for question in DEFAULT_SCORECARD.questions:
            self.batch.add(
                Answer(
                    **self.own,
                    evaluation=evaluation,
                    question=question.key,
                    text=question.text,
                    answer=answers[question.key].value,
                    confidence=0.9,
                )
            )

    def _converted(self, call: Call, said: Said, visit: Visit | None) -> None:
        rule = self.cast.rules.get(
            {"appointment_booked": "appointment_booked", "sale_made": "sale"}.get(said.outcome, "")
        )
        if rule is None:
            return
        value = rule.value * self.draw.randint(60, 180) / 100
        conversion = self.batch.add(
            Conversion(
                **self.own,
                call=call,
                rule=rule,
                visit=visit,
                key=f"{call.external_id}-{rule.key}",
                occurred_at=call.ended_at or call.start_time,
                value=value,
                currency="USD",
                probability=0.9,
            )
        )
        state = State(value, "USD", active=True).as_json()
        for connection in self.cast.connections:
            self._delivered(conversion, connection, state)

    def _delivered(
        self, conversion: Conversion, connection: DestinationConnection, state: dict[str, Any]
    ) -> None:
        reached = self.draw.choices(
            (Delivery.State.ACCEPTED, Delivery.State.FAILED, Delivery.State.NOT_APPLICABLE), (94, 1, 5)
        )[0]
        sent = reached == Delivery.State.ACCEPTED
        delivery = self.batch.add(
            Delivery(
                **self.own,
                conversion=conversion,
                connection=connection,
                state=reached,
                desired=state,
                sent=state if sent else None,
                not_before=conversion.occurred_at,
                attempts_made=1 if reached != Delivery.State.NOT_APPLICABLE else 0,
                reason=REASONS.get(reached, ""),
            )
        )
        if delivery.attempts_made:
            self.batch.add(
                Attempt(
                    **self.own,
                    delivery=delivery,
                    number=1,
                    at=conversion.occurred_at + timedelta(seconds=30),
                    milliseconds=self.draw.randint(40, 400),
                    status_code=200 if sent else 400,
                    request={"event": conversion.key, "value": state["value"]},
                    error="" if sent else "HTTP 400: the event was refused",
                )
            )
