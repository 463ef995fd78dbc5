"""One call in the API with all its parts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.library.facts import CallFacts
from analytics.library.serializers import CallSerializer, EvidenceSerializer
from analytics.models import Answer, Measures
from attribution.models import Match, Touchpoint
from calls.models import Call, Recording, StageRun
from compliance.api.sparse import Fields
from compliance.models import ConsentRecord, Purpose

STEPS = 200


class TurnSerializer(serializers.Serializer[Any]):
    """One redacted turn; seconds from the start of the recording."""

    speaker = serializers.CharField()
    start = serializers.FloatField()
    end = serializers.FloatField()
    text = serializers.CharField()
    words = serializers.SerializerMethodField(
        help_text="[word, start, end, probability, first and last offset into the text]; with `include=words`."
    )

    def get_fields(self) -> Fields:
        """Leaves the words out unless they were asked for."""
        fields = super().get_fields()
        if "words" not in self.context.get("include", ("words",)):
            fields.pop("words", None)
        return fields

    @extend_schema_field({"type": "array", "items": {"type": "array", "items": {}}})
    def get_words(self, turn: Any) -> list[Any]:
        """As they are kept."""
        return list(turn.words)


class RecordingSerializer(serializers.Serializer[Recording]):
    """What was recorded. `hidden`: muted spans, each channel's speaker, start and end in seconds."""

    state = serializers.ChoiceField(Recording.State.choices)
    error = serializers.CharField()
    seconds = serializers.FloatField(allow_null=True)
    channels = serializers.IntegerField(allow_null=True)
    hidden = serializers.ListField(source="mutes", child=serializers.ListField())


class MeasuresSerializer(serializers.ModelSerializer[Measures]):
    """How the talking went; seconds, and the agent's share of the talk (0..1)."""

    class Meta:
        model = Measures
        fields = (
            "agent_seconds",
            "caller_seconds",
            "overtalk_seconds",
            "silence_seconds",
            "dead_air_seconds",
            "agent_talk_percent",
            "interruptions_by_agent",
            "interruptions_by_caller",
        )


class AnswerSerializer(serializers.Serializer[Answer]):
    """The machine's answer to one question of the scorecard."""

    question = serializers.CharField()
    text = serializers.CharField()
    answer = serializers.CharField()
    confidence = serializers.FloatField()
    points = serializers.FloatField(allow_null=True)
    evidence = EvidenceSerializer(many=True)


class ScorecardSerializer(serializers.Serializer[Any]):
    """The newest evaluation; `score` 0..100, null when no question applied."""

    scorecard = serializers.CharField()
    version = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    critical_failed = serializers.BooleanField()
    answers = serializers.SerializerMethodField()

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, evaluation: Any) -> Any:
        """In the scorecard's order."""
        return AnswerSerializer(evaluation.answers.order_by("pk"), many=True).data


class CandidateSerializer(serializers.Serializer[Match]):
    """A visit the call may have come from."""

    visit = serializers.IntegerField(source="visit_id")
    probability = serializers.FloatField()
    evidence = serializers.DictField()
    version = serializers.CharField()
    channel = serializers.CharField(source="visit.channel")
    campaign = serializers.CharField(source="visit.utm_campaign")
    started_at = serializers.DateTimeField(source="visit.started_at")


class StepSerializer(serializers.Serializer[Touchpoint]):
    """One page view, click on the number or sent form of the likeliest visit."""

    kind = serializers.ChoiceField(Touchpoint.Kind.choices)
    at = serializers.DateTimeField()
    url = serializers.CharField()


class CallDeliverySerializer(serializers.Serializer[Any]):
    """One conversion at one destination."""

    id = serializers.IntegerField(source="pk")
    destination = serializers.CharField(source="connection.destination")
    name = serializers.CharField(source="connection.name")
    state = serializers.CharField()
    reason = serializers.CharField()
    attempts = serializers.IntegerField(source="attempts_made")


class CallConversionSerializer(serializers.Serializer[Any]):
    """What the call was reported as; `conversions/<id>` has the requests."""

    id = serializers.IntegerField(source="pk")
    rule = serializers.CharField(source="rule.name")
    value = serializers.FloatField()
    currency = serializers.CharField()
    probability = serializers.FloatField(allow_null=True)
    active = serializers.BooleanField()
    occurred_at = serializers.DateTimeField()
    deliveries = serializers.SerializerMethodField()

    @extend_schema_field(CallDeliverySerializer(many=True))
    def get_deliveries(self, conversion: Any) -> Any:
        """One per destination."""
        return CallDeliverySerializer(conversion.deliveries.all(), many=True).data


class ConsentSerializer(serializers.Serializer[ConsentRecord]):
    """One statement; the newest of a purpose counts."""

    purpose = serializers.ChoiceField(Purpose.choices)
    granted = serializers.BooleanField()
    at = serializers.DateTimeField()

    def get_fields(self) -> Fields:
        """With how it is known, a name that means something else on a serializer class."""
        return {**super().get_fields(), "source": serializers.CharField()}


class StageSerializer(serializers.Serializer[StageRun]):
    """How far one stage of the processing is."""

    stage = serializers.CharField(source="key")
    status = serializers.ChoiceField(StageRun.Status.choices)
    reason = serializers.CharField(help_text="Why it was skipped or failed.")
    attempt = serializers.IntegerField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    retry_at = serializers.DateTimeField(allow_null=True)


class CallDetailSerializer(CallSerializer):
    """One call with its parts; with its redacted transcript on request."""

    recording = serializers.SerializerMethodField()
    measures = serializers.SerializerMethodField()
    scorecard = ScorecardSerializer(source="evaluation", allow_null=True)
    no_visit_probability = serializers.FloatField(source="no_visit", allow_null=True)
    matches = CandidateSerializer(many=True)
    journey = serializers.SerializerMethodField()
    conversions = CallConversionSerializer(many=True)
    consents = serializers.SerializerMethodField()
    stages = serializers.SerializerMethodField()
    hidden_counts = serializers.SerializerMethodField(help_text="Kind of personal data -> hidden stretches.")
    transcript = serializers.SerializerMethodField(help_text="Only with `include=transcript`.")

    def get_fields(self) -> Fields:
        """Leaves the transcript out unless it was asked for."""
        fields = super().get_fields()
        if not self.context.get("include", True):
            fields.pop("transcript", None)
        return fields

    @extend_schema_field(RecordingSerializer(allow_null=True))
    def get_recording(self, facts: CallFacts) -> Any:
        """The newest one."""
        found = facts.call.recordings.order_by("-id").first()
        return RecordingSerializer(found).data if found else None

    @extend_schema_field(MeasuresSerializer(allow_null=True))
    def get_measures(self, facts: CallFacts) -> Any:
        """Null until the call was transcribed."""
        found = Measures.objects.filter(call=facts.call).first()
        return MeasuresSerializer(found).data if found else None

    @extend_schema_field(StepSerializer(many=True))
    def get_journey(self, facts: CallFacts) -> Any:
        """The steps of the likeliest visit in order."""
        steps: Any = facts.visit.touchpoints.order_by("at", "id")[:STEPS] if facts.visit else []
        return StepSerializer(steps, many=True).data

    @extend_schema_field(ConsentSerializer(many=True))
    def get_consents(self, facts: CallFacts) -> Any:
        """Newest first of each purpose."""
        rows: Any = ConsentRecord.objects.filter(subject=facts.call.subject).order_by("purpose", "-at", "-id")
        return ConsentSerializer(rows, many=True).data

    @extend_schema_field(StageSerializer(many=True))
    def get_stages(self, facts: CallFacts) -> Any:
        """In their order."""
        rows: Any = StageRun.objects.filter(call=facts.call).order_by("position")
        return StageSerializer(rows, many=True).data

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_hidden_counts(self, facts: CallFacts) -> dict[str, int]:
        """Empty without a transcript."""
        transcript = getattr(facts.call, "transcript", None)
        return dict(transcript.hidden_counts) if transcript else {}

    @extend_schema_field(TurnSerializer(many=True, allow_null=True))
    def get_transcript(self, facts: CallFacts) -> Any:
        """The turns in order, or null while there is no transcript."""
        transcript = getattr(facts.call, "transcript", None)
        if transcript is None:
            return None
        return TurnSerializer(transcript.turns.all(), many=True, context=self.context).data


class CallChangesSerializer(serializers.Serializer[Any]):
    """What may be changed about a call; send only what changes."""

    lead_status = serializers.ChoiceField(Call.LeadStatus.choices, required=False)
    value = serializers.FloatField(required=False, allow_null=True, help_text="In the account's currency.")
    note = serializers.CharField(required=False, max_length=5000, allow_blank=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, help_text="All tags; new names are made."
    )
    add_tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    remove_tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    intent = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="A label of the account; null takes a person's verdict back.",
    )
    outcome = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="A label of the account; null takes a person's verdict back.",
    )
