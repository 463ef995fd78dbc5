"""Agents in the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from calls.models import Agent
from compliance.api.paging import Order
from compliance.api.sparse import SparseSerializer
from compliance.api.views import ListView


class AgentSerializer(SparseSerializer[Agent]):
    """A person who answers calls. `member`: e-mail of the member who sees the agent's calls as their own."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    external_id = serializers.CharField()
    phone_number = serializers.CharField()
    member = serializers.CharField(source="user.email", default=None, allow_null=True)
    calls = serializers.IntegerField(source="answered")


class AgentList(ListView):
    """The account's agents."""

    tag = "Account"
    permissions: ClassVar[Mapping[str, str]] = {"GET": "calls.view"}
    queryset = Agent.everywhere.none()
    serializer_class = AgentSerializer
    orders: ClassVar[Mapping[str, Order]] = {"name": Order("name", str)}
    sort = "name"

    def get_queryset(self) -> QuerySet[Agent]:
        """With the number of their calls."""
        return Agent.objects.select_related("user").annotate(answered=Count("calls"))

    def get(self, request: Request, **kwargs: Any) -> Any:
        """List agents. By name, each with the number of their calls."""
        return super().get(request, **kwargs)
