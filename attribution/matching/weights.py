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


# Fitted 2026-11-22 by `python -m config.simulation.arrivals_fit` to 13,282 calls of six made-up sites (seeds 101 to 106,
# loads 0.4 to 1.7 Erlang per number); what `manage.py bench matching` measures is other traffic from other seeds.
WEIGHTS = Weights(
    on_show=50.18,
    on_show_half_life=23.26,
    soon=18.57,
    soon_half_life=282.4,
    later=0.3653,
    later_half_life=10_850,
    kept=0.0432,
    kept_half_life=180_100,
    click=43_990,
    click_half_life=8.132,
    own=3_619,
    stranger=0.38,
    returning=258.1,
    same_region=2.634,
    other_region=0.5401,
)
