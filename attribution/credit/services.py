"""Applying a rule to paths."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from attribution.credit.paths import Path
from attribution.credit.rule import CreditRule


@dataclass(slots=True)
class Credit:
    """What one channel gets."""

    conversions: float = 0.0
    value: float = 0.0


def attribute(paths: Iterable[Path], rule: CreditRule) -> dict[str, Credit]:
    """Credit by channel; over all channels it sums to the paths' conversions and value. Every channel is listed."""
    credits: dict[str, Credit] = defaultdict(Credit)
    for path in paths:
        for channel, weight in zip(path.channels, rule.weights(len(path.channels)), strict=True):
            credits[channel].conversions += weight * path.conversions
            credits[channel].value += weight * path.value
    return dict(sorted(credits.items(), key=lambda item: (-item[1].conversions, item[0])))
