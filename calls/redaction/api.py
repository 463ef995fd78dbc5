"""The proof of redaction and the account's policy in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as Refused
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from calls.redaction.kinds import CHOICES
from calls.redaction.policy import LONGEST_WORD, MOST_WORDS, change_policy, redaction_policy
from calls.redaction.proof import Hidden, Measured, Proof, Recordings, Version, measured, proof
from calls.redaction.statistics import Audited
from compliance.api.callers import actor_of
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView
from compliance.models import RedactionPolicy
from compliance.redaction.policy import ALWAYS_HIDDEN


class RedactionPolicySerializer(SparseSerializer[RedactionPolicy]):
    """What is hidden from now on. `always_hidden` stays hidden whatever is set."""

    keep_last_four = serializers.BooleanField(help_text="Of cards and social security numbers.")
    keep_agent_names = serializers.BooleanField()
    hide_health = serializers.BooleanField(help_text="Conditions and medication (HIPAA).")
    withhold_payment = serializers.BooleanField(
        help_text="Hide all that callers say while a card is paid with."
    )
    kept_types = serializers.ListField(
        child=serializers.ChoiceField([kind.key for kind in CHOICES]), help_text="Types that stay in clear."
    )
    health_terms = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_WORD), max_length=MOST_WORDS
    )
    kept_words = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_WORD),
        max_length=MOST_WORDS,
        help_text="Companies and products that are never taken for people.",
    )
    review_percent = serializers.FloatField(
        min_value=0, max_value=100, help_text="Share of calls drawn for people to check."
    )
    always_hidden = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_always_hidden(self, row: RedactionPolicy) -> list[str]:
        """Types that no setting can show."""
        return sorted(ALWAYS_HIDDEN)


class PolicyView(ApiView):
    """What the account hides."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "settings.manage", "PATCH": "settings.manage"}
    serializer_class = RedactionPolicySerializer

    def get(self, request: Request) -> Response:
        """Read the redaction policy."""
        return Response(self.get_serializer(redaction_policy()).data)

    @extend_schema(request=RedactionPolicySerializer)
    def patch(self, request: Request) -> Response:
        """Change the redaction policy. It counts for calls from now on; a run brings it to those that are kept."""
        asked = RedactionPolicySerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        try:
            change_policy(asked.validated_data, actor=actor_of(request))
        except Refused as error:
            raise ValidationError(error.message_dict) from error
        return Response(self.get_serializer(redaction_policy()).data)


class RedactionVersionSerializer(serializers.Serializer[Version]):
    """Calls that one version of the rules redacted."""

    version = serializers.CharField()
    calls = serializers.IntegerField()
    present = serializers.BooleanField(help_text="Whether it is the shipped one.")


class RedactedRecordingsSerializer(serializers.Serializer[Recordings]):
    """Redacted recordings, and those that were heard again after they were silenced."""

    redacted = serializers.IntegerField()
    verified = serializers.IntegerField()
    last_verified = serializers.DateTimeField(allow_null=True)
    withheld = serializers.IntegerField(help_text="In a language that redaction does not cover.")


class HiddenTypeSerializer(serializers.Serializer[Hidden]):
    """One type of data."""

    type = serializers.CharField(source="kind")
    spans = serializers.IntegerField()
    calls = serializers.IntegerField()


class AuditedRedactionSerializer(serializers.Serializer[Audited]):
    """What people found in calls drawn at random. Bounds are exact upper ones at 95 %; null while nothing is judged."""

    version = serializers.CharField()
    judged = serializers.IntegerField()
    missed = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    bound = serializers.FloatField(allow_null=True)
    critical = serializers.IntegerField(help_text="Payment data, social security numbers or passcodes.")
    critical_bound = serializers.FloatField(allow_null=True)
    skipped = serializers.IntegerField()
    words = serializers.IntegerField()


class MeasuredTypeSerializer(serializers.Serializer[Any]):
    """One type in the measured set; null: stock Presidio has no such type there."""

    type = serializers.CharField(source="kind")
    spans = serializers.IntegerField()
    recall = serializers.FloatField(allow_null=True)
    precision = serializers.FloatField(allow_null=True)
    stock_recall = serializers.FloatField(allow_null=True)
    stock_precision = serializers.FloatField(allow_null=True)


class MeasuredRulesSerializer(serializers.Serializer[Measured]):
    """The shipped rules on a set of dialogues, beside stock Presidio on the same text."""

    version = serializers.CharField()
    date = serializers.CharField()
    set = serializers.CharField()
    dialogues = serializers.IntegerField()
    leak_free = serializers.DictField(child=serializers.FloatField())
    stock_leak_free = serializers.DictField(child=serializers.FloatField())
    types = MeasuredTypeSerializer(source="rows", many=True)


class RedactionSummarySerializer(SparseSerializer[Proof]):
    """How much was hidden and how that was proven. `hidden` is of the calls of the last 30 days."""

    version = serializers.CharField(help_text="The shipped rules.")
    calls = serializers.IntegerField(source="redacted")
    outdated = serializers.IntegerField(help_text="Calls that older rules redacted.")
    versions = RedactionVersionSerializer(many=True)
    recordings = RedactedRecordingsSerializer()
    payment_windows = serializers.IntegerField(source="windows")
    hidden = HiddenTypeSerializer(many=True)
    audited = AuditedRedactionSerializer(many=True)
    waiting = serializers.IntegerField(help_text="Calls that people still have to check.")
    measured = serializers.SerializerMethodField()

    @extend_schema_field(MeasuredRulesSerializer(allow_null=True))
    def get_measured(self, found: Proof) -> Any:
        """Null while nobody has measured the shipped rules."""
        reached = measured()
        return None if reached is None else MeasuredRulesSerializer(reached).data


class SummaryView(ApiView):
    """The proof of redaction."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "audit.view"}
    serializer_class = RedactionSummarySerializer

    def get(self, request: Request) -> Response:
        """Read the proof of redaction. Counts only: nothing here was said in a call."""
        return Response(self.get_serializer(proof()).data)
