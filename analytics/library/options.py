"""What the filters of the calls list offer to choose from."""

from dataclasses import dataclass

from django.db.models import QuerySet

from analytics.models import CallIndex
from calls.models import Agent, PhoneNumber, Tag

MOST = 200


@dataclass(frozen=True, slots=True)
class Options:
    """Agents and numbers as (id, name), tags and campaigns by name; at most MOST of each."""

    agents: list[tuple[int, str]]
    numbers: list[tuple[int, str, str]]
    tags: list[str]
    campaigns: list[str]


def filter_options(visible: QuerySet[CallIndex]) -> Options:
    """The choices for the calls a person may see; four queries."""
    campaigns = visible.exclude(campaign="").order_by("campaign").values_list("campaign", flat=True)
    numbers = PhoneNumber.objects.exclude(state=PhoneNumber.State.RELEASED).order_by("number")
    return Options(
        agents=list(Agent.objects.order_by("name").values_list("pk", "name")[:MOST]),
        numbers=list(numbers.values_list("pk", "number", "name")[:MOST]),
        tags=list(Tag.objects.order_by("name").values_list("name", flat=True)[:MOST]),
        campaigns=list(campaigns.distinct()[:MOST]),
    )
