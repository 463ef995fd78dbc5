"""What the rules for channels give each channel, beside an even split."""

from dataclasses import dataclass, replace

from attribution.reports import chains
from attribution.reports.chains import ChannelCredit
from attribution.reports.line import Line, doubt
from attribution.reports.report import Question, channels_only
from attribution.reports.sums import credited
from attribution.rollups.refresh import refresh

EVENLY = "linear"
ORDERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Given:
    """Conversions and value one rule gives a channel, with the 90 % interval of each; `removal` as in ChannelCredit."""

    channel: str
    conversions: float
    conversions_low: float | None
    conversions_high: float | None
    value: float
    value_low: float | None
    value_high: float | None
    removal: float | None = None
    removal_low: float | None = None
    removal_high: float | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One channel under the three rules; None where a rule does not know it."""

    channel: str
    linear: Given
    markov: Given | None
    counterfactual: Given | None


def by_touch(question: Question, rule: str = EVENLY) -> list[Given]:
    """Under a rule that knows single touches, by falling conversions."""
    refresh(question.start, question.end)
    shares = credited(replace(question, by="channel", rule=rule, within=None), rule)
    lines = [Line(share.key) for share in shares]
    for line, share in zip(lines, shares, strict=True):
        line.add(share.sums)
    doubt(lines, ("conversions", "value"))
    given = [
        Given(
            line.key,
            line.conversions,
            line.conversions_low,
            line.conversions_high,
            line.value,
            line.value_low,
            line.value_high,
        )
        for line in lines
    ]
    return sorted(given, key=lambda one: (-one.conversions, one.channel))


def by_rule(question: Question, order: int = 1) -> list[Given]:
    """Under `question.rule`, whichever it is; `order` is of the Markov chain. Raises ValueError, UnknownMember."""
    if not channels_only(question.rule):
        return by_touch(question, question.rule)
    return markov(question, order) if question.rule == "markov" else counterfactual(question)


def markov(question: Question, order: int) -> list[Given]:
    """Removal effects as conversions and value. Raises ValueError for an order that is none of ORDERS."""
    if order not in ORDERS:
        raise ValueError(f"order {order}: choose one of {', '.join(map(str, ORDERS))}")
    return _sized(chains.markov(question, order), by_touch(question))


def counterfactual(question: Question) -> list[Given]:
    """What each channel adds to the paths it is on."""
    return _sized(chains.counterfactual(question), by_touch(question))


def compared(question: Question, order: int) -> list[Compared]:
    """All three, by falling conversions of the even split."""
    evenly = by_touch(question)
    removed = {one.channel: one for one in _sized(chains.markov(question, order), evenly)}
    added = {one.channel: one for one in _sized(chains.counterfactual(question), evenly)}
    return [Compared(one.channel, one, removed.get(one.channel), added.get(one.channel)) for one in evenly]


def _sized(shares: list[ChannelCredit], evenly: list[Given]) -> list[Given]:
    """Shares times everything that is attributed at all."""
    conversions, value = sum(one.conversions for one in evenly), sum(one.value for one in evenly)
    given = [
        Given(
            one.channel,
            one.conversions * conversions,
            one.conversions_low * conversions,
            one.conversions_high * conversions,
            one.value * value,
            one.value_low * value,
            one.value_high * value,
            one.removal,
            one.removal_low,
            one.removal_high,
        )
        for one in shares
    ]
    return sorted(given, key=lambda one: (-one.conversions, one.channel))
