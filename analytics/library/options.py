"""What the filters of the calls list offer to choose from."""

from dataclasses import dataclass

from django.db import connection

from calls.models import Agent, PhoneNumber, Tag
from compliance.tenancy import require_account_id

MOST = 200
CAMPAIGNS = """
WITH RECURSIVE found AS (
    (SELECT campaign FROM analytics_callindex WHERE account_id = %(account)s AND campaign > ''
        ORDER BY campaign LIMIT 1)
    UNION ALL
    SELECT (SELECT campaign FROM analytics_callindex
        WHERE account_id = %(account)s AND campaign > found.campaign ORDER BY campaign LIMIT 1)
    FROM found WHERE found.campaign IS NOT NULL
)
SELECT campaign FROM found WHERE campaign IS NOT NULL LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Options:
    """Agents and numbers as (id, name), tags and campaigns by name; at most MOST of each."""

    agents: list[tuple[int, str]]
    numbers: list[tuple[int, str, str]]
    tags: list[str]
    campaigns: list[str]


def filter_options() -> Options:
    """The choices of the account; four queries."""
    numbers = PhoneNumber.objects.exclude(state=PhoneNumber.State.RELEASED).order_by("number")
    return Options(
        agents=list(Agent.objects.order_by("name").values_list("pk", "name")[:MOST]),
        numbers=list(numbers.values_list("pk", "number", "name")[:MOST]),
        tags=list(Tag.objects.order_by("name").values_list("name", flat=True)[:MOST]),
        campaigns=campaigns(),
    )


def campaigns() -> list[str]:
    """Campaigns of the account's calls by name: one step down the index for each, however many calls there are."""
    with connection.cursor() as cursor:
        cursor.execute(CAMPAIGNS, {"account": require_account_id(), "most": MOST})
        return [row[0] for row in cursor.fetchall()]
