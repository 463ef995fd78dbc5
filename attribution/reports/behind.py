"""Which calls a figure of the ROAS report adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from django.db import connection

from attribution.credit.journeys import Floats, sum_by
from attribution.credit.rule import CreditRule
from attribution.reports.dimensions import OF_ORIGIN, TIME, UNATTRIBUTED
from attribution.reports.report import Question
from attribution.rollups.credit import touch_rules
from attribution.rollups.facts import CallFact, Traced, read_calls, read_settings, trace
from attribution.rollups.origins import origin_ids
from calls.models import PhoneNumber
from compliance.days import instants
from compliance.registry import member
from compliance.tenancy import require_account_id

LEAST = 1e-9
EVENLY = "linear"
CHOSEN = "SELECT o.id FROM attribution_origin o WHERE o.account_id = %s AND {key} = %s"


def calls_behind(question: Question, key: str | None, *, converted: bool) -> list[int]:
    """Ids of the calls that give the line `key` (None: every line) its calls, or its conversions and value.

    Raises KeyError for an unknown dimension and UnknownMember for an unknown rule. Under a rule for channels alone they are
    those that touched the channel at all.
    """
    member("CREDIT_RULES", CreditRule, question.rule)
    whole = key is None and question.within is None
    if question.by in TIME and key not in (None, UNATTRIBUTED):
        first, last = span(question, question.by, str(key))
        question, key = replace(question, start=first, end=last), None
    facts = [
        one
        for one in read_calls(*instants(question.start, question.end))
        if (one.conversions if converted else one.counted)
    ]
    if question.by in ("region", "number") and key is not None:
        numbers = dict(PhoneNumber.objects.values_list("pk", "number")) if question.by == "number" else {}
        return [one.pk for one in facts if _told(one, question.by, numbers) == key]
    if whole:
        return [one.pk for one in facts]
    return _credited(facts, question, key)


def _credited(facts: Sequence[CallFact], question: Question, key: str | None) -> list[int]:
    settings = read_settings()
    traced = trace([one.pk for one in facts], settings)
    places = {pk: n for n, pk in enumerate(one.pk for one in facts)}
    call = np.array([places[pk] for pk in traced.call.tolist()], np.int64)
    if key == UNATTRIBUTED:
        mass = sum_by(call, traced.probability, len(facts))
        return [one.pk for one, given in zip(facts, mass.tolist(), strict=True) if given < 1 - LEAST]
    rules = touch_rules(settings)
    rule = rules.get(question.rule) or rules[EVENLY]
    weights = rule.weights(traced.journeys) if traced.journeys.count else np.zeros(0)
    weights = weights * _chosen(traced, question, key)
    mass = sum_by(call, traced.probability * traced.journeys.sums(weights), len(facts))
    return [one.pk for one, given in zip(facts, mass.tolist(), strict=True) if given > LEAST]


def _chosen(traced: Traced, question: Question, key: str | None) -> Floats:
    """1 for the touches of the line, within what is looked at; 0 for the others."""
    wanted = [pair for pair in ((question.by, key), question.within or ("", None)) if pair[1] is not None]
    ids = origin_ids(traced.origins)
    kept = set(ids.values())
    for dimension, value in wanted:
        with connection.cursor() as cursor:
            cursor.execute(CHOSEN.format(key=OF_ORIGIN[dimension]), [require_account_id(), value])
            kept &= {row[0] for row in cursor.fetchall()}
    flags = np.array([ids[origin] in kept for origin in traced.origins], np.float64)
    return flags[traced.origin] if len(flags) else np.zeros(0)


def _told(call: CallFact, by: str, numbers: Mapping[int, str]) -> str:
    if by == "region":
        return call.region or "(unknown)"
    return numbers.get(call.phone_number_id or 0, "(none)")


def span(question: Question, by: str, key: str) -> tuple[date, date]:
    """The days of a day, week or month within the question's; none for what is no such name."""
    try:
        first, last = _ends(by, key)
    except (ValueError, OverflowError):
        return question.end + timedelta(days=1), question.end
    return max(first, question.start), min(last, question.end)


def _ends(by: str, key: str) -> tuple[date, date]:
    if by == "day":
        return date.fromisoformat(key), date.fromisoformat(key)
    if by == "week":
        first = date.fromisocalendar(int(key[:4]), int(key[6:]), 1)
        return first, first + timedelta(days=6)
    first = date.fromisoformat(f"{key}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
