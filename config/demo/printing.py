"""What the demo prints at the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from attribution.models import Conversion
from attribution.reports.report import Question
from attribution.reports.roas import Line, roas
from calls.models import Call, Outcome
from compliance.models import Account
from compliance.phones import national
from compliance.tables import Cell, render
from compliance.tenancy import use_account
from config.demo.day import Placed

UNSURE = "?"


def roas_table(account: Account) -> str:
    """ROAS and CPA by campaign over the last two days of the account's calendar (the day may have turned meanwhile)."""
    with use_account(account.pk):
        today = datetime.now(ZoneInfo(account.time_zone)).date()
        found = roas(Question(today - timedelta(days=1), today, "campaign", "last"))
    rows = [_money_row(line) for line in (*found.lines, found.total)]
    return render(
        ["campaign", "cost", "visits", "calls", "conv.", "value", "CPA", "ROAS", "90 % interval"],
        rows,
        "table",
    )


def _money_row(line: Line) -> dict[str, Cell]:
    interval = f"{line.roas_low:.1f} to {line.roas_high:.1f}" if line.roas_low is not None else "–"
    return {
        "campaign": line.key,
        "cost": line.cost,
        "visits": line.visits,
        "calls": line.calls,
        "conv.": line.conversions,
        "value": line.value,
        "CPA": line.cpa,
        "ROAS": line.roas,
        "90 % interval": interval,
    }


def call_lines(account: Account, placed: Sequence[Placed]) -> str:
    """One line per call: who called which campaign, and what came of it."""
    truth = {one.sid: one for one in placed}
    with use_account(account.pk):
        calls = (
            Call.objects.filter(external_id__in=truth)
            .order_by("start_time")
            .prefetch_related("outcomes", "matches__visit", "conversions__rule")
        )
        rows = [_call_row(call) for call in calls]
    return render(
        ["caller", "campaign", "match", "intent", "p", "outcome", "p ", "seconds", "conversion"],
        rows,
        "table",
    )


def _call_row(call: Call) -> dict[str, Cell]:
    verdicts = {row.dimension: row for row in call.outcomes.all()}
    best = next(iter(call.matches.all()), None)
    intent, outcome = verdicts.get(Outcome.Dimension.INTENT), verdicts.get(Outcome.Dimension.OUTCOME)
    return {
        "caller": national(call.customer_phone_number),
        "campaign": (best.visit.utm_campaign or f"({best.visit.channel.lower()})") if best else "–",
        "match": best.probability if best else None,
        "intent": _label(intent),
        "p": intent.probability if intent else None,
        "outcome": _label(outcome),
        "p ": outcome.probability if outcome else None,
        "seconds": call.duration,
        "conversion": _worth([row for row in call.conversions.all() if row.active]),
    }


def _label(verdict: Outcome | None) -> str:
    if verdict is None:
        return "–"
    return f"{verdict.label}{UNSURE if verdict.abstained else ''}"


def _worth(conversions: Sequence[Conversion]) -> str:
    return ", ".join(f"{row.rule.key} {row.value:.0f}" for row in conversions) or "–"


def agreement(account: Account, placed: Sequence[Placed]) -> str:
    """How often the machine agrees with the scripts, abstentions apart."""
    wanted = {one.sid: one.script for one in placed}
    counts: Counter[tuple[str, str]] = Counter()
    with use_account(account.pk):
        for row in Outcome.objects.filter(call__external_id__in=wanted, source="machine").select_related(
            "call"
        ):
            script = wanted[row.call.external_id]
            truth = {"intent": script.intent, "outcome": script.outcome}.get(row.dimension)
            if truth is not None:
                result = "unsure" if row.abstained else "right" if row.label == truth else "wrong"
                counts[row.dimension, result] += 1
    return "; ".join(
        f"{dimension}: "
        + ", ".join(f"{counts[dimension, result]} {result}" for result in ("right", "wrong", "unsure"))
        for dimension in ("intent", "outcome")
    )


def deliveries_table(states: Mapping[str, Counter[str]], received: Mapping[str, int]) -> str:
    """Deliveries per destination, and how many the sandbox really holds."""
    names = sorted({state for counter in states.values() for state in counter})
    rows: list[dict[str, Cell]] = [
        {
            "destination": name,
            **{state: counter[state] for state in names},
            "in the sandbox": received.get(name),
        }
        for name, counter in states.items()
    ]
    return render(["destination", *names, "in the sandbox"], rows, "table")


def stage_table(seconds: Mapping[str, tuple[int, float, float]]) -> str:
    """Times per stage."""
    rows: list[dict[str, Cell]] = [
        {"stage": key, "runs": runs, "total s": total, "longest s": longest}
        for key, (runs, total, longest) in seconds.items()
    ]
    return render(["stage", "runs", "total s", "longest s"], rows, "table")
