"""Draws visitors, the numbers they are shown and the calls that come of it, from assumptions and a seed."""

import heapq
import itertools
import random
from dataclasses import dataclass

from config.simulation.arrivals import DAY, HOUR, MINUTE, Rung, Shown, Traffic, World
from config.simulation.arrivals_numbers import Numbers

DAY_PROFILE = (1, 1, 1, 1, 1, 2, 5, 12, 20, 22, 20, 18, 15, 17, 18, 17, 15, 11, 7, 5, 4, 3, 2, 1)
# A visitor who comes back sooner goes on with the same visit.
NEW_VISIT_AFTER = 1801.0


@dataclass(frozen=True, slots=True)
class _Visitor:
    visitor_id: int
    phones: tuple[str, ...]
    region: int
    region_known: bool


def draw_world(traffic: Traffic, seed: int) -> World:
    """The visits and calls of `traffic.days` days; the same seed gives the same world."""
    return _Draw(traffic, seed).run()


class _Draw:
    """The events of a world in the making."""

    def __init__(self, traffic: Traffic, seed: int) -> None:
        self.traffic, self.draw = traffic, random.Random(seed)
        self.numbers = Numbers(traffic.numbers, traffic.lease + traffic.cooldown)
        self.due: list[tuple[float, int, _Visitor, bool]] = []
        self.order, self.visitor_ids = itertools.count(), itertools.count(1)
        self.phone_ids, self.visit_ids = itertools.count(1), itertools.count(1)
        self.boards = [self._phone() for _ in range(5)]
        self.shown: list[Shown] = []
        self.rung: list[tuple[float, int, str, int | None, int | None]] = []
        self.last_end: dict[int, float] = {}

    def run(self) -> World:
        for at in self._arrivals():
            self._plan(at, self._visitor(), calls=False)
        while self.due:
            at, _, visitor, calls = heapq.heappop(self.due)
            if at < self.traffic.days * DAY:
                self._visit(at, visitor, calls)
        self._nobody()
        short = sum(one.shared for one in self.shown) / max(len(self.shown), 1)
        return World(self.traffic, self.shown, self._settled(), short)

    def _arrivals(self) -> list[float]:
        """First visits: a Poisson process in step with the hours of the day."""
        t, busy = self.traffic, max(DAY_PROFILE)
        occupancy = t.dwell + t.lease + t.cooldown
        mean = t.load * t.numbers / occupancy / (1 + t.comes_back + t.calls * t.comes_again)
        peak = mean * busy / (sum(DAY_PROFILE) / len(DAY_PROFILE))
        found, at = [], 0.0
        while (at := at + self.draw.expovariate(peak)) < t.days * DAY:
            if self.draw.random() * busy < DAY_PROFILE[int(at % DAY // HOUR)]:
                found.append(at)
        return found

    def _visit(self, at: float, visitor: _Visitor, calls: bool) -> None:
        t, draw = self.traffic, self.draw
        at = max(at, self.last_end.get(visitor.visitor_id, 0.0))
        end = at + 5 + draw.expovariate(1 / t.dwell)
        moment = self._moment(at, end) if calls or draw.random() < t.calls else None
        clicked = self._clicks(at, end, moment)
        signs = [at, *(beat for beat in _beats(at, end) if draw.random() >= t.beat_lost), *clicked]
        if draw.random() >= t.bye_lost:
            signs.append(end)
        signs.sort()
        number, shared = self.numbers.take(visitor.visitor_id, at, signs[-1])
        region = visitor.region if visitor.region_known else None
        visit = Shown(
            next(self.visit_ids), visitor.visitor_id, number, shared, at, end, signs, clicked, region
        )
        self.shown.append(visit)
        self.last_end[visitor.visitor_id] = end + NEW_VISIT_AFTER
        if moment is not None:
            self._rings(moment, visit, visitor)
        if draw.random() < t.comes_back:
            self._plan(end + draw.expovariate(1 / (1.5 * DAY)), visitor, calls=False)

    def _clicks(self, at: float, end: float, moment: float | None) -> list[float]:
        """The clicks on the number that got through; `moment`: when the visitor calls, if at all."""
        t, draw = self.traffic, self.draw
        clicks = []
        if moment is not None and moment <= end and draw.random() < t.clicks:
            clicks.append(max(at, moment - 1 - draw.expovariate(1 / t.dial_mean)))
        elif moment is None and draw.random() < t.idle_clicks:
            clicks.append(draw.uniform(at, end))
        return [click for click in clicks if draw.random() >= t.click_blocked]

    def _moment(self, at: float, end: float) -> float:
        t, draw = self.traffic, self.draw
        kind = draw.random()
        if kind < t.at_once:
            return draw.uniform(at + 0.2 * (end - at), end)
        if kind < t.at_once + t.soon:
            return end + draw.expovariate(1 / t.soon_mean)
        if kind < t.at_once + t.soon + t.later:
            return end + draw.expovariate(1 / t.later_mean)
        return end + draw.expovariate(1 / t.days_mean)

    def _rings(self, at: float, visit: Shown, visitor: _Visitor) -> None:
        """A call, those after it from the same number, and visits that they lead to."""
        t, draw = self.traffic, self.draw
        phone = draw.choice(visitor.phones)
        hidden = draw.random() < t.withheld
        while at < t.days * DAY:
            self._ring(at, visit.number, "" if hidden else phone, self._calls_from(visitor), visit.visitor_id)
            if draw.random() < t.comes_again:
                other = draw.random() < t.other_device
                again = self._visitor(visitor.phones) if other else visitor
                self._plan(at + draw.expovariate(1 / (4 * DAY)), again, calls=True)
            if draw.random() >= t.repeats:
                return
            at += draw.expovariate(1 / t.repeats_mean)

    def _nobody(self) -> None:
        t, draw = self.traffic, self.draw
        diallers = [self._phone() for _ in range(4)]
        for number in range(t.numbers + 1):
            at = 0.0
            while t.wrong and (at := at + draw.expovariate(t.wrong / DAY)) < t.days * DAY:
                phone = draw.choice(diallers) if draw.random() < t.spam else self._phone()
                self._ring(at, number, phone, draw.randrange(t.regions), None)

    def _ring(self, at: float, number: int, phone: str, region: int | None, visitor_id: int | None) -> None:
        self.rung.append((at, number, phone, region, visitor_id))

    def _settled(self) -> list[Rung]:
        """The calls in order. A call comes from its visitor's newest visit that was shown the number by then."""
        visits: dict[tuple[int, int], list[Shown]] = {}
        for one in self.shown:
            visits.setdefault((one.visitor_id, one.number), []).append(one)
        found = []
        for at, number, phone, region, visitor_id in sorted(self.rung, key=lambda row: row[0]):
            own = visits.get((visitor_id, number), []) if visitor_id is not None else []
            visit = max((one for one in own if one.at <= at), key=lambda one: one.at, default=None)
            # Carriers stamp whole seconds by their own clock.
            stamp = float(round(at + self.draw.gauss(0, self.traffic.skew)))
            found.append(Rung(stamp, number, phone, region, visit.visit_id if visit else None))
        return sorted(found, key=lambda call: call.at)

    def _visitor(self, phones: tuple[str, ...] = ()) -> _Visitor:
        t, draw = self.traffic, self.draw
        if not phones and draw.random() < t.switchboard:
            phones = (draw.choice(self.boards),)
        elif not phones:
            phones = tuple(self._phone() for _ in range(3 if draw.random() < t.office else 1))
        known = draw.random() < t.region_known
        return _Visitor(next(self.visitor_ids), phones, draw.randrange(t.regions), known)

    def _calls_from(self, visitor: _Visitor) -> int:
        """The region of the caller's number: often the visitor's, else wherever the phone was bought."""
        draw = self.draw
        return visitor.region if draw.random() < self.traffic.local else draw.randrange(self.traffic.regions)

    def _plan(self, at: float, visitor: _Visitor, *, calls: bool) -> None:
        heapq.heappush(self.due, (at, next(self.order), visitor, calls))

    def _phone(self) -> str:
        return f"+1415{2_000_000 + next(self.phone_ids)}"


def _beats(at: float, end: float) -> list[float]:
    return [at + MINUTE * n for n in range(1, int((end - at) // MINUTE) + 1)]
