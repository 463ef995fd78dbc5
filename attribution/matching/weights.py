"""The fitted strength of each kind of evidence.

An odds of 1 is a call from nobody we know: wrong numbers, spam, people who saw the number longer ago than the look-back.
Whoever was shown the number adds the odds of what is known of them; each part halves in its half-life.
"""

from dataclasses import dataclass

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Weights:
    """Odds are bare numbers, half-lives seconds, factors multiply the odds of a visit.

    `on_show`: calls from the open page; `soon`: in the minutes after; `later`: within the day; `kept`: from a number
    that was written down. `click`: a `tel:` link of the visit right before the call. `own`: the caller's number is known to
    belong to this visitor; `stranger`: to somebody else. `returning`: odds that a known caller dials the number again
    without having seen it anew.
    """

    on_show: float
    on_show_half_life: float
    soon: float
    soon_half_life: float
    later: float
    later_half_life: float
    kept: float
    kept_half_life: float
    click: float
    click_half_life: float
    own: float
    stranger: float
    returning: float
    same_region: float
    other_region: float


WEIGHTS = Weights(
    on_show=300,
    on_show_half_life=2 * MINUTE,
    soon=20,
    soon_half_life=10 * MINUTE,
    later=1,
    later_half_life=4 * HOUR,
    kept=0.1,
    kept_half_life=1.5 * DAY,
    click=3000,
    click_half_life=20,
    own=20,
    stranger=0.05,
    returning=20,
    same_region=2,
    other_region=0.5,
)
