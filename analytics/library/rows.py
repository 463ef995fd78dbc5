"""What a row of the list shows, from the call's index row alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.models import CallIndex
from attribution.models import Delivery
from calls.models import Call


@dataclass(frozen=True, slots=True)
class Verdict:
    """A counting verdict as the list shows it."""

    dimension: str
    label: str
    abstained: bool
    probability: float | None


@dataclass(frozen=True, slots=True)
class Likeliest:
    """How sure the visit is."""

    probability: float | None


@dataclass(frozen=True, slots=True)
class Origin:
    """What the list shows of the likeliest visit."""

    channel: str
    utm_source: str
    utm_campaign: str
    utm_term: str
    landing_page_url: str


@dataclass(frozen=True, slots=True)
class Score:
    """What the list shows of the newest scorecard."""

    score: float | None
    critical_failed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One call with the same names as `CallFacts`, for templates."""

    call: Call
    match: Likeliest
    visit: Origin | None
    intent: Verdict | None
    outcome: Verdict | None
    sentiment: Verdict | None
    evaluation: Score | None
    worth: Decimal | None
    delivery_state: str
    delivery_label: str


def list_rows(ids: Sequence[int]) -> list[Row]:
    """The rows of the calls, in the order of their ids; two queries."""
    found = (
        CallIndex.objects.filter(pk__in=ids)
        .select_related("call__agent", "call__phone_number")
        .prefetch_related("call__tags")
        .defer("words")
    )
    rows = {index.pk: _row(index) for index in found}
    return [rows[pk] for pk in ids if pk in rows]


def _row(index: CallIndex) -> Row:
    state = index.delivery_state
    return Row(
        call=index.call,
        match=Likeliest(index.match_probability),
        visit=_origin(index),
        intent=_verdict(index, "intent"),
        outcome=_verdict(index, "outcome"),
        sentiment=_verdict(index, "sentiment"),
        evaluation=Score(index.score, index.critical_failed) if index.scored else None,
        worth=index.value,
        delivery_state=state,
        delivery_label=str(Delivery.State(state).label) if state else "",
    )


def _verdict(index: CallIndex, dimension: str) -> Verdict | None:
    label = getattr(index, dimension)
    if not label:
        return None
    unsure, probability = (getattr(index, f"{dimension}_{name}") for name in ("unsure", "probability"))
    return Verdict(dimension, label, unsure, probability)


def _origin(index: CallIndex) -> Origin | None:
    if index.match_probability is None:
        return None
    return Origin(index.channel, index.source, index.campaign, index.keyword, index.landing_page)
