"""Whether a caller's number says who calls. Pure: earlier calls in, what is known of the caller out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attribution.matching.candidate import Caller, FirstCall

RETURNS_WITHIN = 90 * 86_400.0
ATTRIBUTED = 0.5
# More calls in a day than a customer makes: a switchboard, a dialler, somebody who tests the line.
MOST_CALLS_A_DAY = 5
# More browsers than one person uses.
MOST_BROWSERS = 3
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """An earlier call from the same number, `ago` seconds before this one. `shares`: probability of each visit."""

    call_id: int
    ago: float
    number_id: int
    shares: Mapping[int, float]
    visitor_id: int | None

    @property
    def visit_id(self) -> int | None:
        """The visit it is attributed to, if one is more likely than not."""
        best = max(self.shares, key=lambda visit: self.shares[visit], default=None)
        return best if best is not None and self.shares[best] >= ATTRIBUTED else None


def recognise(earlier: Sequence[EarlierCall], number_id: int, visitors: frozenset[int]) -> Caller:
    """What is known of a caller who dials `number_id`, from earlier calls and the `visitors` known by other means.

    Nothing of a number that calls too often or that too many browsers share. The newest attributed call to the same
    number says where the caller comes from; the first of those that say the same is the one that is kept.
    """
    known = sorted(
        (call for call in earlier if 0 < call.ago <= RETURNS_WITHIN and call.visit_id is not None),
        key=lambda call: -call.ago,
    )
    browsers = visitors | {call.visitor_id for call in known if call.visitor_id is not None}
    today = sum(0 < call.ago <= DAY for call in earlier)
    if len(browsers) > MOST_BROWSERS or today > MOST_CALLS_A_DAY:
        return Caller()
    same = [call for call in known if call.number_id == number_id]
    if not same:
        return Caller(browsers)
    first = next(call for call in same if call.visit_id == same[-1].visit_id)
    return Caller(browsers, FirstCall(first.call_id, first.ago, first.shares))
