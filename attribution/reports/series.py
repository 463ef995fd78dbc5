"""The report along time: one line for each day, week or month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from attribution.costs.totals import spent
from attribution.reports.dimensions import OF_SPEND, TIME, spend_columns
from attribution.reports.line import Line, doubt
from attribution.reports.report import Question, channels_only
from attribution.reports.sums import credited, told_by, visited
from attribution.rollups.refresh import refresh

NAMES = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


@dataclass(frozen=True, slots=True)
class Series:
    """Lines in time's order, none left out; `starts`: the first day of each that is within the period."""

    lines: list[Line]
    starts: list[date]


def series(question: Question) -> Series:
    """By `question.by`, one of TIME: all calls, or what `question.within` gets under the rule. Raises ValueError,
    UnknownMember.
    """
    if question.by not in TIME:
        raise ValueError(f"unknown interval {question.by!r}: choose one of {', '.join(TIME)}")
    if channels_only(question.rule) and question.within:
        raise ValueError(f"the rule {question.rule!r} is for channels only")
    refresh(question.start, question.end)
    starts = dict(_starts(question))
    lines = {key: Line(key) for key in starts}
    for share in credited(question, question.rule) if question.within else told_by(question, question.by):
        lines[share.key].add(share.sums)
    for key, count in visited(question):
        lines[key].visits += count
    columns = spend_columns(question.by, question.within[0] if question.within else "")
    for spend, cost in spent(question.start, question.end, columns):
        if question.within is None or OF_SPEND[question.within[0]](spend) == question.within[1]:
            line = lines[OF_SPEND[question.by](spend) or ""]
            line.cost = (line.cost or 0.0) + cost
    doubt(list(lines.values()))
    return Series(list(lines.values()), list(starts.values()))


def _starts(question: Question) -> Iterator[tuple[str, date]]:
    day, seen = question.start, ""
    while day <= question.end:
        key = day.strftime(NAMES[question.by])
        if key != seen:
            yield key, day
        day, seen = day + timedelta(days=1), key
