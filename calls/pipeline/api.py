"""The state of the pipeline in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from calls.models import StageRun
from calls.pipeline.queries import Pipeline, StageState, attention, pipeline
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView

LISTED = 50


class StageStateSerializer(serializers.Serializer[StageState]):
    """Open runs now; ended ones of the last 24 hours; seconds of work, null where there is nothing to measure."""

    stage = serializers.CharField(source="key")
    waiting = serializers.IntegerField()
    running = serializers.IntegerField()
    retrying = serializers.IntegerField(help_text="Failed, and tried again by themselves.")
    failed = serializers.IntegerField(help_text="Need a person.")
    oldest_waiting = serializers.DateTimeField(allow_null=True)
    done = serializers.IntegerField()
    skipped = serializers.IntegerField()
    last_hour = serializers.IntegerField(help_text="Done in the last hour.")
    median = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)


class AttentionSerializer(serializers.Serializer[StageRun]):
    """A stage that failed for good."""

    call = serializers.IntegerField(source="call_id")
    stage = serializers.CharField(source="key")
    reason = serializers.CharField()
    attempt = serializers.IntegerField()
    finished_at = serializers.DateTimeField(allow_null=True)


class FailedEventSerializer(serializers.Serializer[Any]):
    """A carrier's message that could not be applied."""

    id = serializers.IntegerField(source="pk")
    provider = serializers.CharField()
    kind = serializers.CharField()
    error = serializers.CharField()
    received_at = serializers.DateTimeField()


class PipelineSerializer(SparseSerializer[Pipeline]):
    """The whole line. `worker_seen`: null when no worker gave a sign of life within a day."""

    stages = StageStateSerializer(many=True)
    open = serializers.IntegerField()
    failed = serializers.IntegerField()
    attention = serializers.SerializerMethodField(help_text=f"The latest {LISTED} runs that need a person.")
    worker_seen = serializers.DateTimeField(allow_null=True)
    carrier_seen = serializers.DateTimeField(allow_null=True)
    events_waiting = serializers.IntegerField()
    events_oldest = serializers.DateTimeField(allow_null=True)
    events_failed = serializers.IntegerField(help_text="Of the last day.")
    failed_events = FailedEventSerializer(many=True)

    @extend_schema_field(AttentionSerializer(many=True))
    def get_attention(self, state: Pipeline) -> list[Any]:
        """The latest first."""
        found: Any = attention().take(LISTED)
        return list(AttentionSerializer(found, many=True).data)


class PipelineState(ApiView):
    """How processing is doing."""

    tag = "Account"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view"}
    serializer_class = PipelineSerializer

    def get(self, request: Request) -> Response:
        """Read the state of the pipeline. Stage by stage, with what needs a person and who gives signs of life."""
        return Response(self.get_serializer(pipeline()).data)
