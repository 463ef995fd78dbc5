"""Folds for honest measurement: balanced by label, equal calls and calls of one caller kept together."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence


def assign_folds(labels: Sequence[str], groups: Sequence[Hashable], folds: int, seed: int = 0) -> list[int]:
    """Fold number of each call. A group goes, in seeded random order, to the fold poorest in its labels."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for position, group in enumerate(groups):
        members[group].append(position)
    order = list(members.values())
    random.Random(seed).shuffle(order)
    order.sort(key=len, reverse=True)
    held: list[Counter[str]] = [Counter() for _ in range(folds)]
    result = [0] * len(labels)
    for positions in order:
        brought = Counter(labels[position] for position in positions)
        fold = min(
            range(folds),
            key=lambda n: (sum(held[n][name] * k for name, k in brought.items()), held[n].total()),
        )
        held[fold].update(brought)
        for position in positions:
            result[position] = fold
    return result


def take_per_label(labels: Sequence[str], positions: Sequence[int], size: int, seed: int = 0) -> list[int]:
    """At most `size` of the positions for each label, chosen by seeded chance, in ascending order."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for position in positions:
        by_label[labels[position]].append(position)
    chance = random.Random(seed)
    taken: list[int] = []
    for label in sorted(by_label):
        taken.extend(chance.sample(by_label[label], min(size, len(by_label[label]))))
    return sorted(taken)
