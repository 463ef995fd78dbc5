"""Where the visitors of a pool are going: a straight line through the logarithms of its weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, inf, log, sqrt

from scipy.special import stdtrit

from attribution.planner.arrivals import Hour
from attribution.planner.erlang import blocked

WEEK = timedelta(days=7)
WEEKS = 8
LEAST = 4  # weeks with visitors
AHEAD = 4
FAR = 26
UPPER = 0.95  # of a two-sided 90 % interval


@dataclass(frozen=True, slots=True)
class Trend:
    """Visitors by week, oldest first, the growth per week (0.05: 5 % more each) with its 90 % interval, and the next weeks
    as (low, middle, high), in which 90 % of such weeks fall.
    """

    weeks: tuple[int, ...]
    growth: float
    low: float
    high: float
    ahead: tuple[tuple[float, float, float], ...]

    @property
    def certain(self) -> bool:
        """Whether the interval leaves the direction beyond doubt."""
        return self.low > 0 or self.high < 0


def weeks_of(hours: Sequence[Hour], end: datetime) -> tuple[int, ...]:
    """Visitors of the whole weeks of seven days up to `end`, oldest first, since the first visitor; at most WEEKS."""
    if not hours:
        return ()
    count = min(int((end - hours[0].start) / WEEK), WEEKS)
    totals = [0] * count
    for one in hours:
        ago = int((end - one.start - timedelta(microseconds=1)) / WEEK)
        if ago < count:
            totals[count - 1 - ago] += one.visits
    return tuple(totals)


def fit(weeks: Sequence[int]) -> Trend | None:
    """The trend, or None where there are fewer than LEAST weeks or one of them had no visitor.

    Least squares of log(visitors) on the week; Student's t with n - 2 degrees of freedom for the slope and for a new week
    (Draper and Smith, Applied Regression Analysis, ch. 1). The spread is never taken for less than that of counts,
    1 / visitors, or eight even weeks would promise a ninth like them.
    """
    n = len(weeks)
    if n < LEAST or min(weeks) == 0:
        return None
    logs = [log(visits) for visits in weeks]
    middle, mean = (n - 1) / 2, sum(logs) / n
    spread = sum((x - middle) ** 2 for x in range(n))
    slope = sum((x - middle) * (y - mean) for x, y in enumerate(logs)) / spread
    rest = sum((y - mean - slope * (x - middle)) ** 2 for x, y in enumerate(logs)) / (n - 2)
    noise = max(rest, sum(1 / visits for visits in weeks) / n)
    t = float(stdtrit(n - 2, UPPER))
    doubt = t * sqrt(noise / spread)

    def week(x: int) -> tuple[float, float, float]:
        line = mean + slope * (x - middle)
        reach = t * sqrt(noise * (1 + 1 / n + (x - middle) ** 2 / spread))
        return exp(line - reach), exp(line), exp(line + reach)

    ahead = tuple(week(n + step) for step in range(AHEAD))
    return Trend(tuple(weeks), exp(slope) - 1, exp(slope - doubt) - 1, exp(slope + doubt) - 1, ahead)


def weeks_until(load: float, growth: float, numbers: int, target: float) -> float:
    """Weeks until `numbers` refuse more than `target` if the load goes on growing so each week; 0: they do already,
    infinite: not within FAR weeks.
    """
    for week in range(FAR + 1):
        if blocked(load * (1 + growth) ** week, numbers) > target:
            return week
    return inf
