"""Intent, outcome and sentiment of a call."""

import hashlib
from functools import cache

from analytics.conversation.classifier import Classifier, Verdict
from analytics.conversation.evidence import Evidence
from analytics.conversation.sentiment import Sentiment
from calls.models import Call, Outcome
from calls.pipeline.stage import Stage
from calls.transcription.rows import dialogue
from compliance.redaction.dialogue import Turn

VOICEMAIL, NO_CONVERSATION = "voicemail", "no_conversation"


class Classify(Stage):
    """Writes one machine verdict per dimension and input; a person's verdict is another row and counts first."""

    key = "classify"
    version = "light-1"
    queue = "cpu"
    purpose = "analyse"
    needs = ("transcribe",)

    def run(self, call: Call) -> None:
        """Stores three Outcome rows."""
        turns = dialogue(call.transcript)
        verdicts = classifier().classify(turns, call.language)
        read = _digest(turns)
        for dimension, verdict in (
            (Outcome.Dimension.INTENT, verdicts.intent),
            (Outcome.Dimension.OUTCOME, _by_the_carrier(call, verdicts.outcome)),
            (Outcome.Dimension.SENTIMENT, verdicts.sentiment),
        ):
            _store(call, dimension, verdict, read)


@cache
def classifier() -> Classifier:
    """The default models, loaded once per process."""
    return Classifier.load()


def _by_the_carrier(call: Call, verdict: Verdict) -> Verdict:
    """The carrier knows a voicemail for certain, whatever was said on it."""
    if call.voicemail and verdict.label != NO_CONVERSATION:
        return Verdict(VOICEMAIL, 1.0, False, reason="carrier", version=verdict.version)
    return verdict


def _store(call: Call, dimension: str, verdict: Verdict | Sentiment, read: str) -> None:
    Outcome.objects.update_or_create(
        call=call,
        dimension=dimension,
        source=Outcome.Source.MACHINE,
        version=verdict.version,
        input_hash=read,
        defaults={
            "label": verdict.label,
            "probability": verdict.p,
            "abstained": verdict.abstained,
            "evidence": [evidence_row(item) for item in verdict.evidence],
        },
    )


def evidence_row(item: Evidence) -> dict[str, object]:
    """Evidence as it is kept: turn, seconds and words of the redacted transcript."""
    return {"turn": item.turn, "start": item.start, "end": item.end, "text": item.quote}


def _digest(turns: tuple[Turn, ...]) -> str:
    text = "\n".join(f"{turn.speaker}: {turn.text}" for turn in turns)
    return hashlib.sha256(text.encode()).hexdigest()
