"""A history of any size for reports: visits, touchpoints, calls, matches, journeys and conversions, without what was said.

A million calls with five million touchpoints take some minutes. Seeded: the same size and seed give the same figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from attribution.models import (
    Conversion,
    ConversionRule,
    JourneyStep,
    Match,
    StaleDay,
    Touchpoint,
    Visit,
    Visitor,
)
from attribution.rollups.refresh import rebuild
from calls.models import Call, PhoneNumber
from config.simulation.copying import copy_rows, reserve, triggers_off
from config.simulation.traffic import HOURS, ORIGINS, SITE, WEEKDAYS, WEIGHTS

WRITTEN = (Visitor, Visit, Touchpoint, Call, Match, JourneyStep, Conversion)
VISITORS_A_CALL = 1.2  # that never call
MATCHED = 0.82
AGAIN = 0.4  # chance of one more visit some days before
PAGES = 1.66  # page views a visit
DEVICES = ("mobile", "desktop", "tablet")
STATES = ("CA", "NV", "OR", "AZ", "WA")
DAY = 86_400.0
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What the history is made for: its account, conversion rule and numbers; how many calls over how many days."""

    account_id: int
    rule: ConversionRule
    numbers: list[PhoneNumber]
    calls: int
    days: int
    seed: int


def write_crowd(crowd: Crowd, told: Callable[[int], None]) -> int:
    """Writes the history day by day and then the sums of reports; `told` hears of the calls of each day. Rows written."""
    random = np.random.default_rng(crowd.seed)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [today - timedelta(days=back) for back in range(crowd.days, 0, -1)]
    weights = np.array([WEEKDAYS[day.weekday()] for day in days])
    share = random.multinomial(crowd.calls, weights / weights.sum())
    rows = 0
    with triggers_off(*WRITTEN):
        for day, calls in zip(days, share.tolist(), strict=True):
            rows += _Day(crowd, random, day, calls).write()
            told(calls)
    rebuild()
    StaleDay.objects.filter(day__lte=today).delete()
    return rows


class _Day:
    """The calls of one day, the visitors behind them, and as many visitors more who never called."""

    def __init__(self, crowd: Crowd, random: np.random.Generator, day: datetime, calls: int) -> None:
        self.crowd, self.random, self.calls = crowd, random, calls
        self.begin = day.timestamp()
        self.matched = int(random.binomial(calls, MATCHED))
        self.visitors = self.matched + int(calls * VISITORS_A_CALL)

    def write(self) -> int:
        """Rows written."""
        if not self.calls:
            return 0
        hours = np.array(HOURS) / sum(HOURS)
        last = (
            self.begin
            + (self.random.choice(24, self.visitors, p=hours) + self.random.random(self.visitors)) * 3600
        )
        more = self.random.binomial(2, AGAIN, self.visitors)
        owner = np.repeat(np.arange(self.visitors), more + 1)
        newest = np.append(owner[1:] != owner[:-1], True)
        started = np.where(
            newest, last[owner], last[owner] - self.random.random(len(owner)) * 25 * DAY - 3600
        )
        order = np.lexsort((started, owner))
        visit = reserve(Visit, len(owner))
        rows = self._visitors(last) + self._visits(owner, started[order], visit)
        ends = np.flatnonzero(newest)[
            : self.matched
        ]  # after the sort, a visitor's last place is its newest visit
        return rows + self._calls(last[: self.matched], ends, more[: self.matched] + 1, visit, started[order])

    def _own(self, count: int) -> list[int]:
        return [self.crowd.account_id] * count

    def _visitors(self, last: Floats) -> int:
        self.first_visitor = reserve(Visitor, self.visitors)
        seen = _times(last)
        return copy_rows(
            Visitor,
            {
                "id": range(self.first_visitor, self.first_visitor + self.visitors),
                "account_id": self._own(self.visitors),
                "key": _uuids(self.random, self.visitors),
                "first_seen": seen,
                "last_seen": seen,
            },
        )

    def _visits(self, owner: Ints, started: Floats, first: int) -> int:
        count = len(owner)
        self.origin = self.random.choice(len(ORIGINS), count, p=np.array(WEIGHTS) / sum(WEIGHTS))
        chosen = [ORIGINS[n] for n in self.origin.tolist()]
        pick = self.random.random(count).tolist()
        self.keyword = [
            one.crowd_keywords[int(p * len(one.crowd_keywords))] for one, p in zip(chosen, pick, strict=True)
        ]
        devices = self.random.choice(3, count, p=(0.62, 0.33, 0.05)).tolist()
        at = _times(started)
        pages = self.random.geometric(1 / PAGES, count)
        self.landing = [SITE + one.page for one in chosen]
        rows = copy_rows(
            Visit,
            {
                "id": range(first, first + count),
                "account_id": self._own(count),
                "visitor_id": (owner + self.first_visitor).tolist(),
                "started_at": at,
                "last_seen": _times(started + pages * 40),
                "channel": [one.channel for one in chosen],
                "landing_page_url": self.landing,
                "last_requested_url": self.landing,
                "utm_source": [one.source for one in chosen],
                "utm_medium": [one.medium for one in chosen],
                "utm_campaign": [one.campaign for one in chosen],
                "utm_term": self.keyword,
                "device": [DEVICES[n] for n in devices],
            },
        )
        of = np.repeat(np.arange(count), pages)
        return rows + copy_rows(
            Touchpoint,
            {
                "account_id": self._own(len(of)),
                "visit_id": (of + first).tolist(),
                "event_id": _uuids(self.random, len(of)),
                "kind": ["page"] * len(of),
                "at": _times(started[of] + self.random.random(len(of)) * 40),
                "url": [self.landing[n] for n in of.tolist()],
            },
        )

    def _calls(self, last: Floats, ends: Ints, touches: Ints, first_visit: int, started: Floats) -> int:
        alone = self.calls - self.matched
        at = np.concatenate(
            [last + self.random.integers(40, 900, self.matched), self.begin + self.random.random(alone) * DAY]
        )
        seconds = self.random.integers(20, 600, self.calls)
        first = reserve(Call, self.calls)
        numbers = [
            self.crowd.numbers[n]
            for n in self.random.integers(0, len(self.crowd.numbers), self.calls).tolist()
        ]
        start, end = _times(at), _times(at + seconds)
        rows = copy_rows(
            Call,
            {
                "id": range(first, first + self.calls),
                "account_id": self._own(self.calls),
                "source": ["import"] * self.calls,
                "external_id": [f"crowd-{first + n}" for n in range(self.calls)],
                "state": ["ended"] * self.calls,
                "processing": ["done"] * self.calls,
                "phone_number_id": [number.pk for number in numbers],
                "tracking_phone_number": [number.number for number in numbers],
                "customer_phone_number": [
                    f"+1415{7_000_000 + (first + n) % 3_000_000}" for n in range(self.calls)
                ],
                "customer_state": [STATES[n] for n in self.random.integers(0, 5, self.calls).tolist()],
                "customer_country": ["US"] * self.calls,
                "start_time": start,
                "ended_at": end,
                "duration": seconds.tolist(),
                "answered": [True] * self.calls,
                "first_call": [True] * self.calls,
            },
        )
        return rows + self._credit(first, start, end, ends, touches, first_visit, _times(started))

    def _credit(
        self,
        first: int,
        start: list[str],
        end: list[str],
        ends: Ints,
        touches: Ints,
        first_visit: int,
        started: list[str],
    ) -> int:
        probability = np.round(np.minimum(0.99, self.random.beta(9, 1.2, self.matched)), 3).tolist()
        match = reserve(Match, self.matched)
        rows = copy_rows(
            Match,
            {
                "id": range(match, match + self.matched),
                "account_id": self._own(self.matched),
                "call_id": range(first, first + self.matched),
                "visit_id": (ends + first_visit).tolist(),
                "probability": probability,
                "version": ["crowd"] * self.matched,
            },
        )
        rows += self._journeys(match, first, start, probability, ends, touches, first_visit)
        buys = np.array([ORIGINS[n].buys for n in self.origin[ends].tolist()])
        won = np.flatnonzero(self.random.random(self.matched) < buys).tolist()
        value = np.round(self.random.gamma(4.0, 60.0, len(won)), 2).tolist()
        return rows + copy_rows(
            Conversion,
            {
                "account_id": self._own(len(won)),
                "call_id": [first + n for n in won],
                "rule_id": [self.crowd.rule.pk] * len(won),
                "visit_id": [int(ends[n]) + first_visit for n in won],
                "key": [f"crowd-{first + n}" for n in won],
                "occurred_at": [end[n] for n in won],
                "value": value,
                "currency": ["USD"] * len(won),
                "probability": [0.93] * len(won),
            },
        )

    def _journeys(
        self,
        match: int,
        call: int,
        start: list[str],
        probability: list[float],
        ends: Ints,
        touches: Ints,
        first_visit: int,
    ) -> int:
        owner = np.repeat(np.arange(self.matched), touches)
        back = np.concatenate([np.arange(n, 0, -1) for n in touches.tolist()])
        place = (ends[owner] - back + 1).tolist()
        of = owner.tolist()
        return copy_rows(
            JourneyStep,
            {
                "account_id": self._own(len(of)),
                "match_id": [match + n for n in of],
                "call_id": [call + n for n in of],
                "at": [start[n] for n in of],
                "probability": [probability[n] for n in of],
                "back": back.tolist(),
                "touches": touches[owner].tolist(),
                "visit_id": [first_visit + n for n in place],
            },
        )


def _times(seconds: Any) -> list[str]:
    """Instants as PostgreSQL reads them, to the millisecond."""
    moments = np.datetime_as_string((np.asarray(seconds) * 1000).astype("datetime64[ms]"))
    return [f"{text}Z" for text in moments.tolist()]


def _uuids(random: np.random.Generator, count: int) -> list[str]:
    raw = random.bytes(16 * count)
    return [str(UUID(bytes=raw[n : n + 16], version=4)) for n in range(0, 16 * count, 16)]
