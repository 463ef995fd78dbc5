"""Reading calls with what every layer knows about them, in a fixed number of queries."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Prefetch, QuerySet

from analytics.models import Evaluation
from attribution.models import Conversion, Match
from calls.models import Call

SEARCH_CONFIG = "english"


def with_facts(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The calls with all that `CallFacts` reads."""
    return calls.select_related("agent", "phone_number").prefetch_related(
        "tags",
        "outcomes",
        Prefetch("matches", Match.objects.select_related("visit__visitor")),
        "matches__visit__visitor__visits",
        Prefetch("evaluations", Evaluation.objects.all()),
        Prefetch("conversions", Conversion.objects.select_related("rule")),
        "conversions__deliveries__connection",
    )


def said(words: str) -> SearchQuery:
    """What is looked for in `CallIndex.words`; quotes, `or` and `-` as in a web search."""
    return SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
