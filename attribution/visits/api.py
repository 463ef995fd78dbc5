"""Visits in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from attribution.models import Match, Touchpoint, Visit
from compliance.api.filters import DayFilters
from compliance.api.paging import Order
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ApiView, ListView


class TouchpointSerializer(serializers.Serializer[Touchpoint]):
    """One page view, click on the number or sent form."""

    kind = serializers.ChoiceField(Touchpoint.Kind.choices)
    at = serializers.DateTimeField()
    url = serializers.CharField()


class VisitMatchSerializer(serializers.Serializer[Match]):
    """A call that may have come from the visit."""

    call = serializers.IntegerField(source="call_id")
    probability = serializers.FloatField()
    evidence = serializers.DictField()
    version = serializers.CharField()


class VisitSerializer(SparseSerializer[Visit]):
    """A visitor's page views without a gap of 30 minutes. The visitor is a browser's random key, not a person."""

    id = serializers.IntegerField(source="pk")
    visitor = serializers.UUIDField(source="visitor.key")
    started_at = serializers.DateTimeField()
    last_seen = serializers.DateTimeField()
    channel = serializers.CharField()
    landing_page_url = serializers.CharField()
    last_requested_url = serializers.CharField()
    referring_url = serializers.CharField()
    utm_source = serializers.CharField()
    utm_medium = serializers.CharField()
    utm_campaign = serializers.CharField()
    utm_term = serializers.CharField()
    utm_content = serializers.CharField()
    click_ids = serializers.DictField(child=serializers.CharField())
    consent = serializers.DictField(help_text="As the page sent it.")
    matches = VisitMatchSerializer(many=True, help_text="Calls that may have come from it.")


class VisitDetailSerializer(VisitSerializer):
    """One visit with its steps."""

    user_agent = serializers.CharField()
    touchpoints = TouchpointSerializer(many=True)


class VisitFilters(DayFilters):
    """Days are those of the account's time zone, both included; text is compared exactly."""

    time = "started_at"

    visitor = django_filters.UUIDFilter(field_name="visitor__key")
    channel = django_filters.CharFilter()
    source = django_filters.CharFilter(field_name="utm_source")
    medium = django_filters.CharFilter(field_name="utm_medium")
    campaign = django_filters.CharFilter(field_name="utm_campaign")
    keyword = django_filters.CharFilter(field_name="utm_term")

    class Meta:
        model = Visit
        fields: tuple[str, ...] = ()


def _visits() -> QuerySet[Visit]:
    matches = Prefetch("matches", Match.objects.order_by("-probability", "pk"))
    return Visit.objects.select_related("visitor").prefetch_related(matches)


class VisitList(ListView):
    """Visits of the account's sites."""

    tag = "Visits"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view"}
    queryset = Visit.everywhere.none()
    serializer_class = VisitSerializer
    filterset_class = VisitFilters
    orders: ClassVar[Mapping[str, Order]] = {"started_at": Order("started_at")}
    sort = "-started_at"

    def get_queryset(self) -> QuerySet[Visit]:
        """With the calls."""
        return _visits()

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List visits. Newest first, each with the calls that may have come from it."""
        return super().get(request, **kwargs)


class VisitDetail(ApiView):
    """One visit."""

    tag = "Visits"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view"}
    queryset = Visit.everywhere.none()
    serializer_class = VisitDetailSerializer

    def get_queryset(self) -> QuerySet[Visit]:
        """With calls and steps."""
        return _visits().prefetch_related(Prefetch("touchpoints", Touchpoint.objects.order_by("at", "pk")))

    def get(self, request: Request, pk: int) -> Response:
        """Read a visit. With every step, and how likely each call came from it."""
        return Response(self.get_serializer(self.get_object()).data)
