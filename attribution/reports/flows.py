"""Journeys as paths of channels: the commonest, and how people flow through the first places to the end."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from attribution.models import PathDay
from attribution.reports.report import Question
from attribution.rollups.paths import SEPARATOR
from attribution.rollups.refresh import refresh

PLACES = 4
WIDEST = 6  # channels of one place that have a node of their own
LATER, OTHERS = "later", "others"
CONVERSION, NOTHING = "conversion", "nothing"
NAMES = {
    LATER: _("Later touches"),
    OTHERS: _("Other channels"),
    CONVERSION: _("Conversion"),
    NOTHING: _("No conversion"),
}
Z = 1.959963984540054  # 95 %


@dataclass(frozen=True, slots=True)
class PathSum:
    """How many journeys took a path: `conversions` of them (each as often as its match is probable) worth `value`, and
    `nulls` of which nothing came.
    """

    path: str
    conversions: float
    value: float
    nulls: float

    @property
    def channels(self) -> list[str]:
        """In the order of the touches, repeats collapsed."""
        return self.path.split(SEPARATOR)

    @property
    def journeys(self) -> float:
        """However they ended."""
        return self.conversions + self.nulls

    @property
    def rate(self) -> float | None:
        """Conversions per journey."""
        return self.conversions / self.journeys if self.journeys else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson score interval of the rate at 95 % (E. Wilson, "Probable inference", JASA 22, 1927)."""
        n, share = self.journeys, self.rate
        if share is None:
            return None
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        reach = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    @property
    def rate_low(self) -> float | None:
        """Lower end of the interval."""
        return self.interval[0] if self.interval else None

    @property
    def rate_high(self) -> float | None:
        """Upper end of the interval."""
        return self.interval[1] if self.interval else None


@dataclass(frozen=True, slots=True)
class Flow:
    """How many journeys went from one node to the next. A node is its place (1 to PLACES, then one for "later" and one for
    the ends) and a channel, or one of NAMES.
    """

    source: tuple[int, str]
    target: tuple[int, str]
    journeys: float


def read_paths(question: Question, channel: str = "") -> list[PathSum]:
    """The paths of journeys that closed within the days, most conversions first; with `channel` those that hold it."""
    refresh(question.start, question.end)
    rows = (
        PathDay.objects.filter(day__gte=question.start, day__lte=question.end)
        .order_by()
        .values_list("path")
        .annotate(Sum("conversions"), Sum("value"), Sum("nulls"))
    )
    found = [PathSum(*row) for row in rows]
    return sorted(
        (one for one in found if not channel or channel in one.channels),
        key=lambda one: (-one.conversions, -one.journeys, one.path),
    )


def whole(paths: Iterable[PathSum]) -> PathSum:
    """All of them together."""
    sums = [0.0, 0.0, 0.0]
    for one in paths:
        sums = [sums[0] + one.conversions, sums[1] + one.value, sums[2] + one.nulls]
    return PathSum("", *sums)


def flows(paths: Sequence[PathSum]) -> list[Flow]:
    """Sums over all paths, from the first touch to how it ended; channels beyond the WIDEST of a place are OTHERS."""
    own = _own_nodes(paths)
    sums: dict[tuple[tuple[int, str], tuple[int, str]], float] = {}
    for path in paths:
        steps = list(_steps(path.channels, own))
        for pair in pairwise(steps):
            sums[pair] = sums.get(pair, 0.0) + path.journeys
        for end, count in ((CONVERSION, path.conversions), (NOTHING, path.nulls)):
            if count:
                pair = steps[-1], (PLACES + 2, end)
                sums[pair] = sums.get(pair, 0.0) + count
    return [Flow(source, target, count) for (source, target), count in sorted(sums.items()) if count]


def _own_nodes(paths: Sequence[PathSum]) -> set[tuple[int, str]]:
    sizes: list[dict[str, float]] = [{} for _ in range(PLACES)]
    for path in paths:
        for place, channel in enumerate(path.channels[:PLACES]):
            sizes[place][channel] = sizes[place].get(channel, 0.0) + path.journeys
    return {
        (place, channel)
        for place, found in enumerate(sizes, 1)
        for channel in sorted(found, key=lambda name: (-found[name], name))[:WIDEST]
    }


def _steps(channels: Sequence[str], own: set[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for place, channel in enumerate(channels[:PLACES], 1):
        yield (place, channel) if (place, channel) in own else (place, OTHERS)
    if len(channels) > PLACES:
        yield PLACES + 1, LATER
