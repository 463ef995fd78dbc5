"""What is known about one call, gathered from prefetched rows; reading a fact makes no query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from analytics.models import Evaluation
from attribution.models import Conversion, Delivery, Match, Visit
from calls.models import Call, Outcome

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One moment of the way to a customer, and the visit or call it is."""

    at: datetime
    visit: Visit | None


class CallFacts:
    """One call of `queries.with_facts`."""

    def __init__(self, call: Call) -> None:
        self.call = call

    @cached_property
    def matches(self) -> list[Match]:
        """Candidate visits, the likeliest first."""
        return list(self.call.matches.all())

    @property
    def match(self) -> Match | None:
        """The likeliest candidate."""
        return self.matches[0] if self.matches else None

    @property
    def visit(self) -> Visit | None:
        """The likeliest visit."""
        return self.match.visit if self.match else None

    @cached_property
    def no_visit(self) -> float | None:
        """Probability that the call came from none of the candidates."""
        return max(0.0, 1 - sum(row.probability for row in self.matches)) if self.matches else None

    def verdict(self, dimension: str) -> Outcome | None:
        """The verdict that counts: a person's that was not taken back before the machine's, the newest of each."""
        rows = [row for row in self.call.outcomes.all() if row.dimension == dimension]
        rows.sort(key=lambda row: (row.created_at, row.pk), reverse=True)
        given = next((row for row in rows if row.source == Outcome.Source.HUMAN), None)
        if given is not None and given.label:
            return given
        return next((row for row in rows if row.source == Outcome.Source.MACHINE), None)

    @cached_property
    def intent(self) -> Outcome | None:
        """Why they called."""
        return self.verdict(Outcome.Dimension.INTENT)

    @cached_property
    def outcome(self) -> Outcome | None:
        """How it ended."""
        return self.verdict(Outcome.Dimension.OUTCOME)

    @cached_property
    def sentiment(self) -> Outcome | None:
        """How the caller felt."""
        return self.verdict(Outcome.Dimension.SENTIMENT)

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """The newest scorecard."""
        return max(self.call.evaluations.all(), key=lambda row: (row.created_at, row.pk), default=None)

    @cached_property
    def conversions(self) -> list[Conversion]:
        """What the call was reported as, withdrawn conversions included."""
        return sorted(self.call.conversions.all(), key=lambda row: row.pk)

    @cached_property
    def active_conversions(self) -> list[Conversion]:
        """Conversions that stand."""
        return [row for row in self.conversions if row.active]

    @cached_property
    def worth(self) -> Decimal | None:
        """Money as a person set it, else what the standing conversions add to ROAS; None without either."""
        if self.call.value is not None:
            return self.call.value
        counted = [row.value for row in self.active_conversions if row.rule.counts_in_roas]
        return sum(counted, Decimal()) if counted else None

    @cached_property
    def delivery_state(self) -> str:
        """The state that needs most attention among the deliveries of the call, or "" without any."""
        order = ("failed", "expired", "sending", "pending", "accepted", "blocked_consent", "cancelled")
        states = {row.state for conversion in self.conversions for row in conversion.deliveries.all()}
        return next((state for state in (*order, "not_applicable") if state in states), "")

    @property
    def delivery_label(self) -> str:
        """The same in words."""
        return str(Delivery.State(self.delivery_state).label) if self.delivery_state else ""

    @cached_property
    def milestones(self) -> dict[str, Milestone | None]:
        """First and last touch of the likeliest visitor before the call, the lead and its qualification."""
        touches = self._touches()
        won = min((row.occurred_at for row in self.active_conversions), default=None)
        return {
            "first_touch": Milestone(touches[0].started_at, touches[0]) if touches else None,
            "lead_created": Milestone(self.call.start_time, self.visit),
            "qualified": Milestone(won, self.visit) if won else None,
            "last_touch": Milestone(touches[-1].started_at, touches[-1]) if touches else None,
        }

    def _touches(self) -> list[Visit]:
        if self.visit is None:
            return []
        called = self.call.start_time
        visits = self.visit.visitor.visits.all()
        touches = [v for v in visits if called - WINDOW < v.started_at <= called]
        return sorted(touches, key=lambda v: (v.started_at, v.pk))
