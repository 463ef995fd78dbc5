"""What the product would know of a made-up call: the candidates and the caller, and what it makes of them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from attribution.matching.candidate import CLOCK, LOOK_BACK, MOST_CANDIDATES, NEVER, Caller, Candidate
from attribution.matching.evidence import Weighed, reach_of, weigh
from attribution.matching.returning import EarlierCall, recognise
from attribution.matching.weights import WEIGHTS, Weights
from config.simulation.arrivals import DAY, Rung, Shown, World


@dataclass(frozen=True, slots=True)
class Judged:
    """A call, what was known when it came, and the verdict."""

    rung: Rung
    candidates: list[Candidate]
    reach: float
    caller: Caller
    verdict: list[Weighed]

    @property
    def true_probability(self) -> float:
        """The probability given to what is true: the visit, or none of them."""
        said = {row.visit_id: row.probability for row in self.verdict}
        if self.rung.visit_id in said:
            return said[self.rung.visit_id]
        return 1 - sum(said.values())


class Observer:
    """Follows a world call by call, as the product would."""

    def __init__(self, world: World, weights: Weights = WEIGHTS) -> None:
        self.world, self.weights = world, weights
        self.by_number: dict[int, list[Shown]] = {}
        self.visitor_of = {one.visit_id: one.visitor_id for one in world.shown}
        for one in world.shown:
            self.by_number.setdefault(one.number, []).append(one)
        self.starts = {number: [one.at for one in rows] for number, rows in self.by_number.items()}
        self.history: dict[str, list[tuple[float, EarlierCall]]] = {}

    def judge(self) -> Iterator[Judged]:
        """Every call with its verdict, in order; later calls know of earlier ones."""
        for n, rung in enumerate(self.world.rung):
            candidates = self.candidates(rung)
            caller = self._caller(rung)
            reach = reach_of(candidates, LOOK_BACK)
            verdict = weigh(candidates, caller, reach=reach, weights=self.weights)
            self._remember(n, rung, verdict)
            yield Judged(rung, candidates, reach, caller, verdict)

    def candidates(self, rung: Rung) -> list[Candidate]:
        """The newest visit of every visitor who was shown the number within the look-back."""
        shown = self.by_number.get(rung.number, [])
        last = bisect_right(self.starts.get(rung.number, []), rung.at + CLOCK)
        found: dict[int, Candidate] = {}
        for one in reversed(shown[:last]):
            # Nobody stays on a page for longer than this; the list is in the order of first showing.
            if rung.at - one.at > LOOK_BACK + DAY or len(found) == MOST_CANDIDATES:
                break
            if one.visitor_id not in found and rung.at - one.signs[-1] <= LOOK_BACK:
                found[one.visitor_id] = self._candidate(one, rung)
        return list(found.values())

    def _candidate(self, one: Shown, rung: Rung) -> Candidate:
        clicks = [at for at in one.clicks if at <= rung.at + CLOCK] if one.clicks else ()
        region = None if one.region is None or rung.region is None else one.region == rung.region
        # In the order of the fields: by name it takes a third longer, and there are very many.
        return Candidate(
            one.visit_id,
            one.visitor_id,
            max(0.0, rung.at - one.at),
            max(0.0, rung.at - one.signs[-1]),
            self.world.traffic.lease,
            max(0.0, rung.at - clicks[-1]) if clicks else NEVER,
            one.shared,
            region,
        )

    def _caller(self, rung: Rung) -> Caller:
        if not rung.phone:
            return Caller()
        known = self.history.get(rung.phone, [])
        earlier = [
            EarlierCall(call.call_id, rung.at - at, call.number_id, call.shares, call.visitor_id)
            for at, call in known
        ]
        return recognise(earlier, rung.number, frozenset())

    def _remember(self, n: int, rung: Rung, verdict: list[Weighed]) -> None:
        if rung.phone:
            visitor = self.visitor_of[verdict[0].visit_id] if verdict else None
            shares = {row.visit_id: row.probability for row in verdict}
            call = EarlierCall(n + 1, 0.0, rung.number, shares, visitor)
            self.history.setdefault(rung.phone, []).append((rung.at, call))
