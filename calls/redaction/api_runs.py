"""Runs of the present rules over kept calls in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from calls.models import RedactionChange, RedactionRun
from calls.redaction.api_reviews import Conflict
from calls.redaction.queries import CHANGE_ORDERS, RUN_ORDERS
from calls.redaction.runs import RunUnderWay, start_run
from compliance.api.callers import actor_of, user_of
from compliance.api.idempotency import idempotent
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView
from compliance.models import ApiKey

MANAGE = "settings.manage"


class RedactionRunSerializer(SparseSerializer[RedactionRun]):
    """One run. `apply` false: it only counts. `seen` of `calls` are read, `changed` have something new."""

    id = serializers.IntegerField(source="pk")
    apply = serializers.BooleanField()
    state = serializers.ChoiceField(RedactionRun.State.choices)
    version = serializers.CharField(help_text="The rules.")
    calls = serializers.IntegerField(source="total")
    seen = serializers.IntegerField()
    changed = serializers.IntegerField()
    error = serializers.CharField(help_text="The last trouble; names calls, never words.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class NewRedactionRun(serializers.Serializer[Any]):
    """What the run is to do."""

    apply = serializers.BooleanField(
        default=False, help_text="Hide what is found; otherwise it is only counted."
    )


class RunList(ListView):
    """Runs of the present rules."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"GET": MANAGE, "POST": MANAGE}
    queryset = RedactionRun.everywhere.none()
    serializer_class = RedactionRunSerializer
    orders = RUN_ORDERS
    sort = "-created_at"

    def get_queryset(self) -> QuerySet[RedactionRun]:
        """The account's."""
        return RedactionRun.objects.all()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List redaction runs. Newest first."""
        return super().get(request, **kwargs)

    @extend_schema(request=NewRedactionRun, responses={202: RedactionRunSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Start a redaction run. Over all kept calls, in the background; 409 while another one has not ended."""
        asked = NewRedactionRun(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            run = start_run(
                apply=asked.validated_data["apply"], user=_asker(request), actor=actor_of(request)
            )
        except RunUnderWay as error:
            raise Conflict("Another run has not ended.") from error
        return Response(self.get_serializer(run).data, status=202)


class RunDetail(ApiView):
    """One run."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"GET": MANAGE}
    serializer_class = RedactionRunSerializer

    def get(self, request: Request, run: int) -> Response:
        """Read a redaction run. How far it is."""
        return Response(self.get_serializer(get_object_or_404(RedactionRun, pk=run)).data)


class FoundPlaceSerializer(serializers.Serializer[Any]):
    """Where something was found, without a word of it; seconds are null where words have no times."""

    turn = serializers.IntegerField()
    type = serializers.CharField()
    start = serializers.FloatField(allow_null=True)
    end = serializers.FloatField(allow_null=True)


class RedactionChangeSerializer(SparseSerializer[RedactionChange]):
    """What a run found in one call: counts and places. `before` and `after`: versions of the rules."""

    call = serializers.IntegerField(source="call_id")
    before = serializers.CharField()
    after = serializers.CharField()
    found = serializers.DictField(child=serializers.IntegerField())
    places = serializers.SerializerMethodField()
    applied = serializers.BooleanField()

    @extend_schema_field(FoundPlaceSerializer(many=True))
    def get_places(self, row: RedactionChange) -> list[dict[str, Any]]:
        """As objects."""
        names = ("turn", "type", "start", "end")
        return [dict(zip(names, place, strict=True)) for place in row.places]


class RunChanges(ListView):
    """What a run found."""

    tag = "Redaction"
    permissions: ClassVar[Mapping[str, str]] = {"GET": MANAGE}
    queryset = RedactionChange.everywhere.none()
    serializer_class = RedactionChangeSerializer
    orders = CHANGE_ORDERS
    sort = "call"

    def get_queryset(self) -> QuerySet[RedactionChange]:
        """Those of the run; 404 for another account's."""
        run = get_object_or_404(RedactionRun, pk=self.kwargs["run"])
        return RedactionChange.objects.filter(run=run)

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List what a redaction run found. By call."""
        return super().get(request, **kwargs)


def _asker(request: Request) -> User | None:
    """The signed-in person, or who made the key."""
    return request.auth.created_by if isinstance(request.auth, ApiKey) else user_of(request)
