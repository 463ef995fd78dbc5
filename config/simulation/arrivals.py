"""What is assumed of made-up visitors and calls, and what is known of them afterwards, the truth included. Nothing here is
a measurement. Times are seconds.
"""

from dataclasses import dataclass, field

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """What is assumed. Shares are probabilities, `load` is offered Erlang per number over the whole day.

    `calls`: of visits, the share that calls: `at_once` from the page, some `soon`, some `later` that day, the rest days
    after, from what they wrote down. `wrong`: calls from nobody per number and day, `spam` of them from few phones.
    """

    load: float = 1.0
    numbers: int = 20
    days: float = 45
    lease: float = 1800
    cooldown: float = 1800
    dwell: float = 150
    beat_lost: float = 0.1
    bye_lost: float = 0.3
    comes_back: float = 0.15
    calls: float = 0.07
    at_once: float = 0.55
    soon: float = 0.17
    later: float = 0.15
    soon_mean: float = 6 * MINUTE
    later_mean: float = 5 * HOUR
    days_mean: float = 2 * DAY
    clicks: float = 0.6
    dial_mean: float = 8
    click_blocked: float = 0.15
    idle_clicks: float = 0.01
    repeats: float = 0.25
    repeats_mean: float = 3 * DAY
    comes_again: float = 0.1
    other_device: float = 0.3
    office: float = 0.1
    switchboard: float = 0.04
    withheld: float = 0.08
    wrong: float = 0.15
    spam: float = 0.3
    skew: float = 0.5
    region_known: float = 0.4
    local: float = 0.5
    regions: int = 4


@dataclass(slots=True)
class Shown:
    """One visit: who, which number, from `at`; `signs`: when it was heard of; `clicks` on the number that got through."""

    visit_id: int
    visitor_id: int
    number: int
    shared: bool
    at: float
    end: float
    signs: list[float]
    clicks: list[float] = field(default_factory=list)
    region: int | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One call: what the carrier reports and, as `visit_id`, the truth: the visit it comes from, if any."""

    at: float
    number: int
    phone: str
    region: int | None
    visit_id: int | None


@dataclass(frozen=True, slots=True)
class World:
    """Everything that happened, in the order of time. `short`: share of visits without a number of their own."""

    traffic: Traffic
    shown: list[Shown]
    rung: list[Rung]
    short: float
