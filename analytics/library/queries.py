"""Reading calls with what every layer knows about them, in a fixed number of queries."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Prefetch, QuerySet

from analytics.models import Evaluation
from attribution.models import AdSpend, Conversion, Match
from calls.models import Call, Turn

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


def said(words: str) -> QuerySet[Turn, int]:
    """Ids of the calls in which one turn says the words; quotes, `or` and `-` as in a web search."""
    query = SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    turns = Turn.objects.annotate(document=SearchVector("text", config=SEARCH_CONFIG)).filter(document=query)
    return turns.order_by().values_list("transcript__call_id", flat=True)


def known_campaigns() -> list[str]:
    """Names to offer in the campaign filter: those money was spent on."""
    names = AdSpend.objects.exclude(campaign="").values_list("campaign", flat=True)
    return list(names.distinct().order_by("campaign")[:200])
