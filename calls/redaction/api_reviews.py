"""Checks of redaction by people in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from calls.models import Call, RedactionReview
from calls.redaction.kinds import KINDS
from calls.redaction.queries import REVIEW_ORDERS, reviews
from calls.redaction.repair import RepairError
from calls.redaction.reviews import MOST_WORDS, ReviewClosed, hide_missed, judge
from compliance.api.callers import actor_of, user_of
from compliance.api.idempotency import idempotent
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView

REVIEW = "redaction.review"
State = RedactionReview.State


class Conflict(APIException):
    """What was asked for does not fit the state of things."""

    status_code = 409
    default_code = "conflict"


class RedactionReviewSerializer(SparseSerializer[RedactionReview]):
    """A call drawn at random. `missed` counts by type what was hidden by hand; `words`: how many were judged."""

    id = serializers.IntegerField(source="pk")
    call = serializers.IntegerField(source="call_id")
    state = serializers.ChoiceField(State.choices)
    version = serializers.CharField(help_text="Rules that redacted the call.")
    words = serializers.IntegerField()
    missed = serializers.DictField(child=serializers.IntegerField())
    drawn_at = serializers.DateTimeField()
    reviewer = serializers.CharField(source="reviewer.email", default=None, allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)


class ReviewFilters(django_filters.FilterSet):
    """All compared exactly."""

    state = django_filters.ChoiceFilter(choices=State.choices)
    version = django_filters.CharFilter()
    call = django_filters.NumberFilter(field_name="call_id")

    class Meta:
        model = RedactionReview
        fields: tuple[str, ...] = ()


class ReviewList(ListView):
    """Calls drawn for people."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"GET": REVIEW}
    queryset = RedactionReview.everywhere.none()
    serializer_class = RedactionReviewSerializer
    filterset_class = ReviewFilters
    orders = {"drawn_at": REVIEW_ORDERS["drawn_at"]}
    sort = "-drawn_at"

    def get_queryset(self) -> QuerySet[RedactionReview]:
        """With who judged them."""
        return reviews()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List redaction reviews. The call drawn last comes first."""
        return super().get(request, **kwargs)


class RedactionVerdict(serializers.Serializer[Any]):
    """What the reviewer says of the whole call; what was missed is hidden by another operation."""

    state = serializers.ChoiceField([State.CLEAN.value, State.SKIPPED.value])


class ReviewDetail(ApiView):
    """One review."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"GET": REVIEW, "POST": REVIEW}
    serializer_class = RedactionReviewSerializer

    def get(self, request: Request, review: int) -> Response:
        """Read a redaction review."""
        return Response(self.get_serializer(get_object_or_404(reviews(), pk=review)).data)

    @extend_schema(request=RedactionVerdict, responses={200: RedactionReviewSerializer})
    @idempotent
    def post(self, request: Request, review: int) -> Response:
        """Judge a call's redaction. One that was judged already is answered with 409."""
        found = get_object_or_404(reviews(), pk=review)
        asked = RedactionVerdict(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            judge(found, asked.validated_data["state"], user=user_of(request), actor=actor_of(request))
        except ReviewClosed as error:
            raise Conflict("This call was judged already.") from error
        return Response(self.get_serializer(reviews().get(pk=found.pk)).data)


class MissedWordSerializer(serializers.Serializer[Any]):
    """A word of the transcript: the numbers of its turn and of the word in it, both from 0."""

    turn = serializers.IntegerField(min_value=0)
    word = serializers.IntegerField(min_value=0)


class MissedWordsSerializer(serializers.Serializer[Any]):
    """Words that should have been hidden, and what they are."""

    type = serializers.ChoiceField([kind.key for kind in KINDS])
    words = serializers.ListField(child=MissedWordSerializer(), allow_empty=False, max_length=MOST_WORDS)
    everywhere = serializers.BooleanField(
        default=False, help_text="Also where the same words are said again in the call."
    )


class HiddenWordsSerializer(serializers.Serializer[Any]):
    """How many stretches were hidden, by type."""

    call = serializers.IntegerField()
    found = serializers.DictField(child=serializers.IntegerField())


class MissedView(ApiView):
    """What redaction missed in a call."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"POST": REVIEW}
    serializer_class = MissedWordsSerializer

    @extend_schema(request=MissedWordsSerializer, responses={200: HiddenWordsSerializer})
    @idempotent
    def post(self, request: Request, call: int) -> Response:
        """Hide what was missed. In text, sound, search and quotes, for ever; the stages after transcription run again.

        409 while the call is being processed, and for words that are hidden already.
        """
        found = get_object_or_404(Call.objects.filter(transcript__isnull=False), pk=call)
        asked = MissedWordsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        words = [(one["turn"], one["word"]) for one in asked.validated_data["words"]]
        try:
            counts = hide_missed(
                found,
                words,
                asked.validated_data["type"],
                user=user_of(request),
                actor=actor_of(request),
                everywhere=asked.validated_data["everywhere"],
            )
        except ValueError as error:
            raise ValidationError({"words": [f"There is no word {error}."]}) from error
        except RepairError as error:
            raise Conflict(str(error)) from error
        return Response(HiddenWordsSerializer({"call": found.pk, "found": counts}).data)
