"""Return on ad spend and cost per acquisition, by any dimension and credit rule, with the doubt shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from attribution.costs.totals import spent
from attribution.reports import chains
from attribution.reports.dimensions import DIMENSIONS, OF_CALL, OF_SPEND, UNATTRIBUTED, spend_columns
from attribution.reports.line import DOUBTED, Line, doubt, summed
from attribution.reports.report import Question, Report, channels_only
from attribution.reports.sums import Share, by_day, credited, told, visited
from attribution.rollups.credit import Sum
from attribution.rollups.refresh import refresh
from compliance.tables import Cell

__all__ = ["Line", "Roas", "RoasReport", "roas"]

TOTAL = "Total"
PAID = "Paid"
LEAST = 1e-9
# Where a rule knows channels only, calls are split evenly.
EVENLY = "linear"


@dataclass(frozen=True, slots=True)
class Roas:
    """The report: lines by falling value, "Unattributed" among them, and the total they add up to.

    `paid`: the lines that cost something, together; its ROAS and CPA compare value and cost of the same channels.
    `paid_days`: their conversions and value by day.
    """

    lines: list[Line]
    total: Line
    paid: Line
    paid_days: Mapping[date, tuple[float, float]] = field(default_factory=dict)


def roas(question: Question, *, visits: bool = True, unattributed: bool = True, days: bool = False) -> Roas:
    """The report for the account in scope, in a fixed number of queries. Raises ValueError, UnknownMember.

    `visits` False leaves them uncounted; `unattributed` False leaves that line out, and with it out of the total; `days`
    True reads `paid_days`.
    """
    alone = not channels_only(question.rule)
    if question.by not in DIMENSIONS:
        raise ValueError(f"unknown dimension {question.by!r}: choose one of {', '.join(DIMENSIONS)}")
    if not alone and (question.by != "channel" or question.within):
        raise ValueError(f"the rule {question.rule!r} is for channels only")
    if question.by in OF_CALL and question.within:
        raise ValueError(f"{question.by!r} is known of the whole only")
    refresh(question.start, question.end)
    lines: dict[str, Line] = {}

    def line(key: str) -> Line:
        return lines.setdefault(key, Line(key))

    for key, count in visited(question) if visits else ():
        line(key).visits += count
    _add_cost(question, line)
    given = credited(question, question.rule if alone else EVENLY)
    whole = None if question.within or not unattributed else told(question)
    _add_credit(given, whole, line)
    total = _total(whole, list(lines.values()))
    ordered = sorted(lines.values(), key=_falling)
    paid = summed(PAID, [one for one in ordered if one.cost and one.key != UNATTRIBUTED])
    doubt([*ordered, total, paid])
    if not alone:
        _share_out(question, ordered)
        ordered.sort(key=_falling)
        paid = _again(paid, ordered)
    keys = {one.key for one in ordered if one.cost} if days else set()
    return Roas(ordered, total, paid, by_day(question, question.rule if alone else EVENLY, keys))


def _falling(line: Line) -> tuple[bool, float, float, str]:
    return line.key == UNATTRIBUTED, -line.value, -(line.cost or 0), line.key


def _add_cost(question: Question, line: Callable[[str], Line]) -> None:
    columns = spend_columns(question.by, question.within[0] if question.within else "")
    for spend, cost in spent(question.start, question.end, columns):
        if question.within and OF_SPEND[question.within[0]](spend) != question.within[1]:
            continue
        key = OF_SPEND[question.by](spend)
        target = line(key if key is not None else UNATTRIBUTED)
        target.cost = (target.cost or 0.0) + cost


def _add_credit(given: Iterable[Share], whole: Sum | None, line: Callable[[str], Line]) -> None:
    """Shares per line; what no candidate explains is "Unattributed", which a part of the whole has none of."""
    names = Sum._fields
    left = dict(zip(names, whole, strict=True)) if whole else {}
    for share in given:
        target = line(share.key)
        for name, amount in zip(names, share.sums, strict=True):
            setattr(target, name, amount)
            if name in left:
                left[name] -= amount
    if max((left.get(name, 0.0) for name in DOUBTED), default=0.0) > LEAST:
        rest = line(UNATTRIBUTED)
        for name in DOUBTED:
            setattr(rest, name, max(0.0, left[name]))


def _share_out(question: Question, lines: list[Line]) -> None:
    """Conversions and value of the channels as the rule splits them, instead of evenly.

    Shares are of the channels that have a line, so that the lines add up.
    """
    own = {one.key: one for one in lines if one.key != UNATTRIBUTED}
    conversions = sum(one.conversions for one in own.values())
    value = sum(one.value for one in own.values())
    found = chains.markov(question) if question.rule == "markov" else chains.counterfactual(question)
    shares = {one.channel: one for one in found if one.channel in own}
    for name, whole in (("conversions", conversions), ("value", value)):
        kept = sum(getattr(share, name) for share in shares.values())
        for key, line in own.items():
            share = shares.get(key)
            for end in ("", "_low", "_high"):
                setattr(
                    line, name + end, whole * getattr(share, name + end) / kept if share and kept else 0.0
                )


def _again(paid: Line, lines: Iterable[Line]) -> Line:
    """The paid lines together, after their shares changed: their intervals are not known."""
    found = summed(PAID, [one for one in lines if one.cost and one.key != UNATTRIBUTED])
    found.calls_low, found.calls_high = paid.calls_low, paid.calls_high
    found.qualified_low, found.qualified_high = paid.qualified_low, paid.qualified_high
    return found


def _total(whole: Sum | None, lines: list[Line]) -> Line:
    """The sum; its interval knows only the chance in which calls came, for which visit they came does not matter."""
    total = summed(TOTAL, lines)
    if whole is not None:
        total.largest = whole.largest
        for name in DOUBTED:
            setattr(total, f"{name}_variance", getattr(whole, f"{name}_variance"))
    return total


class RoasReport(Report):
    """`report roas`."""

    key = "roas"
    columns = (
        "by",
        "cost",
        "visits",
        "calls",
        "qualified",
        "conversions",
        "value",
        "cost_per_call",
        "cost_per_qualified",
        "cpa",
        "roas",
        "roas_low",
        "roas_high",
    )
    dimensions = DIMENSIONS

    def rows(self, question: Question) -> list[dict[str, Cell]]:
        """One row per line, the total last."""
        found = roas(question)
        return [
            {"by": line.key, **{name: getattr(line, name) for name in self.columns[1:]}}
            for line in (*found.lines, found.total)
        ]
