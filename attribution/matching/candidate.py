"""What is known of a visit that may have led to a call, and of the caller. Pure; times in seconds before the call."""

from collections.abc import Mapping
from dataclasses import dataclass

CLICK_WITHIN = 120.0
# Carriers stamp calls in whole seconds: a call in the second the number was shown may look earlier than it.
CLOCK = 2.0
# The newest; a shared number may have more. What the others might have had stays with "none of them".
MOST_CANDIDATES = 150
LOOK_BACK = 7 * 86_400.0
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A visit that was shown the called number. Times in seconds before the call, never negative.

    `seen`: since the last sign of life, 0 while the page is open; `clicked`: since the last `tel:` click on the number.
    `shared`: the number was not this visit's alone. `same_region`: None where either region is unknown.
    """

    visit_id: int
    visitor_id: int
    shown: float
    seen: float
    lease: float
    clicked: float = NEVER
    shared: bool = False
    same_region: bool | None = None


@dataclass(frozen=True, slots=True)
class FirstCall:
    """The call that brought a known caller: `ago` in seconds, `shares`: the probability of each visit then."""

    call_id: int
    ago: float
    shares: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Caller:
    """What the caller's number tells: the visitors it belongs to, and the first call if they dialled this number before."""

    visitor_ids: frozenset[int] = frozenset()
    first: FirstCall | None = None
