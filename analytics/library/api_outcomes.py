"""Verdicts on a call in the API: the machine's and people's, each a row of its own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.conversation.labels import DIMENSIONS
from analytics.labels.services import label_name
from analytics.library.edits import edit_call
from analytics.library.serializers import EvidenceSerializer
from calls.models import Call, Outcome
from compliance.api.callers import actor_of, user_of
from compliance.api.idempotency import idempotent
from compliance.api.paging import Order
from compliance.api.sparse import Fields, SparseSerializer
from compliance.api.views import ListView


class OutcomeSerializer(SparseSerializer[Outcome]):
    """One verdict. `abstained`: the machine was unsure and nothing acted on it."""

    id = serializers.IntegerField(source="pk")
    dimension = serializers.ChoiceField(Outcome.Dimension.choices)
    name = serializers.SerializerMethodField()
    probability = serializers.FloatField(allow_null=True)
    abstained = serializers.BooleanField()
    version = serializers.CharField(help_text="Of the classifier; empty for a person's.")
    author = serializers.CharField(source="author.email", default=None, allow_null=True)
    created_at = serializers.DateTimeField()
    evidence = EvidenceSerializer(many=True)

    def more_fields(self) -> Fields:
        """Two names that mean something else on a serializer class."""
        return {
            "label": serializers.CharField(),
            "source": serializers.ChoiceField(Outcome.Source.choices),
        }

    def get_name(self, outcome: Outcome) -> str:
        """What people call the label."""
        return label_name(outcome.dimension, outcome.label)


class VerdictInput(serializers.Serializer[Any]):
    """A person's verdict."""

    dimension = serializers.ChoiceField(DIMENSIONS)

    def get_fields(self) -> Fields:
        """With the label, a name that means something else on a serializer class."""
        known = "A label of the dimension, the account's own included."
        return {**super().get_fields(), "label": serializers.CharField(max_length=60, help_text=known)}


class OutcomeList(ListView):
    """The verdicts on one call."""

    tag = "Calls"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view", "POST": "calls.edit"}
    queryset = Outcome.everywhere.none()
    serializer_class = OutcomeSerializer
    orders: ClassVar[Mapping[str, Order]] = {"created_at": Order("created_at")}
    sort = "-created_at"

    def get_queryset(self) -> QuerySet[Outcome]:
        """Those of the call. Raises Http404 for another account's."""
        call = get_object_or_404(Call, pk=self.kwargs["pk"])
        return Outcome.objects.filter(call=call).select_related("author")

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List the verdicts on a call. A person's counts before the machine's, and of each the newest."""
        return super().get(request, **kwargs)

    @extend_schema(request=VerdictInput, responses={201: OutcomeSerializer, 200: OutcomeSerializer})
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Give a verdict. It counts before the machine's at once; the same verdict again changes nothing (200)."""
        call = get_object_or_404(Call, pk=pk)
        asked = VerdictInput(data=request.data)
        asked.is_valid(raise_exception=True)
        dimension, label = asked.validated_data["dimension"], asked.validated_data["label"]
        changed = edit_call(call, {dimension: label}, user=user_of(request), actor=actor_of(request))
        given = call.outcomes.filter(dimension=dimension, source=Outcome.Source.HUMAN).latest(
            "created_at", "pk"
        )
        return Response(OutcomeSerializer(given).data, status=201 if changed else 200)
