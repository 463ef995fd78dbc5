"""The product's rules for numbers, on paper: least recently used first, a hold after the last sign of life."""

import heapq


class Numbers:
    """`count` numbers from 0 on, all free; the number `count` itself is the one everybody shares in need.

    Visits take them in the order of time. `hold`: seconds that a number stays a visit's own after its last sign of life.
    """

    def __init__(self, count: int, hold: float) -> None:
        self.shared, self.hold = count, hold
        self._free: list[tuple[float, int]] = [(-1.0 / (n + 1) - 1.0, n) for n in range(count)]
        heapq.heapify(self._free)
        self._held: dict[int, tuple[int, float]] = {}
        self._free_at = {n: at for at, n in self._free}

    def take(self, visitor_id: int, at: float, last_sign: float) -> tuple[int, bool]:
        """The number for a visit, and whether it is the shared one. A visitor takes over what his last visit held."""
        number, until = self._held.get(visitor_id, (self.shared, 0.0))
        if until <= at or self._free_at[number] != until:
            while self._free and self._free[0][0] != self._free_at[self._free[0][1]]:
                heapq.heappop(self._free)  # held on since
            if not self._free or self._free[0][0] > at:
                return self.shared, True
            number = heapq.heappop(self._free)[1]
        until = last_sign + self.hold
        self._free_at[number] = until
        self._held[visitor_id] = (number, until)
        heapq.heappush(self._free, (until, number))
        return number, False
