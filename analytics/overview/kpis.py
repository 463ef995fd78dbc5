"""The six figures, each against the period before, with its doubt, its days, and the rows behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.overview.days import Day, days, whole
from analytics.overview.people import conversion_rate
from analytics.overview.rates import Rate
from attribution.reports.period import Period
from attribution.reports.report import Question
from attribution.reports.roas import Line, Roas, roas
from compliance.tenancy import require_account_id

RULE = "last"
SMOOTH = 7
KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Said:
    """How a rate is called, what it divides, and the filters that find its numerator ("" : people have no list)."""

    key: str
    label: str | Promise
    of: str | Promise
    filters: str = ""


PEOPLE = Said(
    "conversion_rate",
    _("Conversion rate"),
    _("people converted by form or phone, of those who came"),
)
DAILY: Sequence[tuple[Said, Callable[[Day], Rate]]] = (
    (
        Said(
            "answer_rate",
            _("Answer rate"),
            _("calls answered by a person, of those who waited"),
            "offered=true&short_abandon=false&reached=true",
        ),
        lambda day: day.answer_rate,
    ),
    (
        Said(
            "close_rate",
            _("Close rate"),
            _("leads won, of those whose outcome is known"),
            "offered=true&lead=true&closed=true",
        ),
        lambda day: day.close_rate,
    ),
    (
        Said(
            "qa_coverage",
            _("QA coverage"),
            _("conversations scored, of those with words"),
            "offered=true&scorable=true&scored=true",
        ),
        lambda day: day.coverage,
    ),
)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure. `unit`: times, money or share; `numerator` and `denominator` are what it divides, in words `of`.

    `low` and `high`: ends of the interval at `level`; `points` with `lows` and `highs`: the days, each over a week.
    `link`: the rows behind it.
    """

    key: str
    label: str | Promise
    unit: str
    value: float | None
    low: float | None
    high: float | None
    level: float
    before: float | None
    numerator: float
    denominator: float
    of: str | Promise
    better: str
    link: str
    points: tuple[float | None, ...] = ()
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page is made of: the figures, the days, and the report by campaign now and before."""

    period: Period
    kpis: list[Kpi]
    days: list[Day]
    days_before: list[Day]
    roas: Roas
    roas_before: Roas | None


def overview(period: Period, zone: str) -> Overview:
    """The figures of the account in scope."""
    now, earlier = days(period, zone)
    question = Question(period.start, period.end, "campaign", RULE)
    report = roas(question, visits=False, unattributed=False, days=True)
    people = conversion_rate(period)
    compared = period.compare == "previous"
    report_before = roas(question.before(), visits=False, unattributed=False) if compared else None
    people_before = _people_before(period, zone) if compared else None
    kpis = [
        *_money(period, report, report_before, now),
        _rate(PEOPLE, people, people_before, period),
        *_of_days(period, now, whole(now), whole(earlier) if compared else None),
    ]
    return Overview(period, kpis, now, earlier, report, report_before)


def _people_before(period: Period, zone: str) -> Rate:
    """Of the period before, whose people hardly change once it is over: counted at most every ten minutes."""
    before = Period("custom", period.previous_start, period.previous_end, "none")
    if before.end >= timezone.now().astimezone(ZoneInfo(zone)).date():
        return conversion_rate(before)
    key = f"overview:people:{require_account_id()}:{zone}:{before.start}:{before.end}"
    known = cache.get(key)
    if known is None:
        rate = conversion_rate(before)
        known = [rate.count, rate.of]
        cache.set(key, known, KEPT_SECONDS)
    return Rate(*known)


def _money(period: Period, report: Roas, before: Roas | None, now: Sequence[Day]) -> list[Kpi]:
    paid, earlier = report.paid, before.paid if before else Line("", cost=None)
    address = {"from": period.start, "to": period.end, "by": "campaign", "rule": RULE}
    costs = [day.cost for day in now]
    dates = [period.start + timedelta(days=n) for n in range(period.days)]
    credited = [report.paid_days.get(date, (0.0, 0.0)) for date in dates]
    same: dict[str, Any] = {"level": 0.9, "link": f"/roas/?{urlencode(address)}"}
    return [
        Kpi(
            key="roas",
            label=_("ROAS"),
            unit="times",
            value=paid.roas,
            low=paid.roas_low,
            high=paid.roas_high,
            before=earlier.roas,
            numerator=paid.value,
            denominator=paid.cost or 0.0,
            of=_("value credited to paid campaigns, of their cost"),
            better="up",
            points=_over_weeks([value for _, value in credited], costs),
            **same,
        ),
        Kpi(
            key="cpa",
            label=_("CPA"),
            unit="money",
            value=paid.cpa,
            low=paid.cpa_low,
            high=paid.cpa_high,
            before=earlier.cpa,
            numerator=paid.cost or 0.0,
            denominator=paid.conversions,
            of=_("cost, by conversions credited to paid campaigns"),
            better="down",
            points=_over_weeks(costs, [conversions for conversions, _ in credited]),
            **same,
        ),
    ]


def _of_days(period: Period, now: Sequence[Day], total: Day, before: Day | None) -> list[Kpi]:
    return [
        _rate(
            said,
            rate(total),
            rate(before) if before else None,
            period,
            [rate(day) for day in now],
        )
        for said, rate in DAILY
    ]


def _rate(said: Said, rate: Rate, before: Rate | None, period: Period, daily: Sequence[Rate] = ()) -> Kpi:
    low, high = rate.interval or (None, None)
    weekly = [sum(daily[max(0, n - SMOOTH + 1) : n + 1], Rate(0, 0)) for n in range(len(daily))]
    ends = [week.interval or (None, None) for week in weekly]
    return Kpi(
        key=said.key,
        label=said.label,
        unit="share",
        value=rate.value,
        low=low,
        high=high,
        level=0.95,
        before=before.value if before else None,
        numerator=rate.count,
        denominator=rate.of,
        of=said.of,
        better="up",
        link=f"/calls/?{_dates(period)}&{said.filters}" if said.filters else "",
        points=tuple(week.value for week in weekly),
        lows=tuple(end[0] for end in ends),
        highs=tuple(end[1] for end in ends),
    )


def _over_weeks(above: Sequence[float], below: Sequence[float]) -> tuple[float | None, ...]:
    """Ratios of the sums over the week that ends with each day."""
    found: list[float | None] = []
    for n in range(len(above)):
        first = max(0, n - SMOOTH + 1)
        divisor = sum(below[first : n + 1])
        found.append(sum(above[first : n + 1]) / divisor if divisor else None)
    return tuple(found)


def _dates(period: Period) -> str:
    return urlencode({"start_date": period.start, "end_date": period.end})
