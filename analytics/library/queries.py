"""Reading calls with what every layer knows about them, in a fixed number of queries."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, Subquery, Value, When

from analytics.models import Evaluation
from attribution.models import AdSpend, Conversion, Match
from calls.models import Call, Outcome, Turn

SEARCH_CONFIG = "english"
UNSURE = "unsure"


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


def of_verdict(calls: QuerySet[Call], dimension: str, wanted: str) -> QuerySet[Call]:
    """Calls whose counting verdict is `wanted`; UNSURE finds those where the machine abstained."""
    newest = Outcome.objects.filter(call=OuterRef("pk"), dimension=dimension).order_by(
        Case(When(source=Outcome.Source.HUMAN, then=Value(0)), default=Value(1)), "-created_at", "-pk"
    )
    name = f"current_{dimension}"
    calls = calls.alias(
        **{
            f"{name}_label": Subquery(newest.values("label")[:1]),
            f"{name}_abstained": Subquery(newest.values("abstained")[:1]),
        }
    )
    if wanted == UNSURE:
        return calls.filter(**{f"{name}_abstained": True})
    return calls.filter(**{f"{name}_label": wanted, f"{name}_abstained": False})


def of_visit(calls: QuerySet[Call], field: str, value: str) -> QuerySet[Call]:
    """Calls whose likeliest visit has `value` in `field`, in any case of letters."""
    best = Match.objects.filter(call=OuterRef("pk")).order_by("-probability", "pk")
    return calls.alias(best_visit=Subquery(best.values(f"visit__{field}")[:1])).filter(
        best_visit__iexact=value
    )


def said(calls: QuerySet[Call], words: str) -> QuerySet[Call]:
    """Calls in which one turn says the words; quotes, `or` and `-` as in a web search."""
    hits = Turn.objects.filter(transcript__call=OuterRef("pk")).annotate(
        document=SearchVector("text", config=SEARCH_CONFIG)
    )
    query = SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    return calls.filter(Exists(hits.filter(document=query)))


def known_campaigns() -> list[str]:
    """Names to offer in the campaign filter: those money was spent on."""
    names = AdSpend.objects.exclude(campaign="").values_list("campaign", flat=True)
    return list(names.distinct().order_by("campaign")[:200])
