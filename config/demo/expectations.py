"""Which deliveries a day must lead to, worked out from the scripts and campaigns and not from what the product did."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from attribution.conversions.defaults import DEFAULTS
from attribution.conversions.verdicts import Verdict, effective_verdicts
from attribution.models import ConversionRule, Delivery
from calls.models import Call, Outcome
from compliance.tenancy import use_account
from config.demo.business import GOOGLE, META, WEBHOOK, Business
from config.demo.day import Placed

GOOGLE_CLICKS = ("gclid", "gbraid", "wbraid")
META_CLICK = "fbclid"
Verdicts = Mapping[str, Mapping[str, Verdict]]


@dataclass(frozen=True, slots=True)
class Expected:
    """One conversion that one connection must have accepted: provider id of the call, rule key, connection name."""

    sid: str
    rule: str
    connection: str


@dataclass
class Expectations:
    """`tolerated`: in words, the calls that should convert but whose verdict was unsure or another than the script's."""

    deliveries: list[Expected] = field(default_factory=list)
    tolerated: list[str] = field(default_factory=list)


def expectations(placed: Sequence[Placed], verdicts: Verdicts, office: str) -> Expectations:
    """What the default rules make of the scripts. `verdicts`: call -> dimension -> what the machine said.

    A call without a verdict is expected to convert: the machine has to say something. `office`: the number that a
    page shows when no other was free, which tells no campaign.
    """
    found = Expectations()
    for one in placed:
        for rule in (ConversionRule(**values) for values in DEFAULTS):
            if not _covers(rule, one):
                continue
            reason = _misread(rule, one, verdicts.get(one.sid, {}))
            if reason:
                found.tolerated.append(f"{one.script.id}, {rule.name}: {reason}")
            else:
                found.deliveries += [
                    Expected(one.sid, rule.key, name) for name in _receivers(rule, one, office)
                ]
    return found


def missing(
    expected: Iterable[Expected], states: Mapping[Expected, str], received: Mapping[str, int]
) -> list[str]:
    """What was not accepted, in words. `states`: of the rows there are; `received`: how many the sandbox counts."""
    expected = list(expected)
    problems = [
        f"{one.connection} should have {one.rule} of call {one.sid}, but it is {states.get(one, 'not there')}"
        for one in expected
        if states.get(one) != Delivery.State.ACCEPTED
    ]
    for name, count in Counter(one.connection for one in expected).items():
        if received.get(name, 0) < count:
            problems.append(f"{name}: {count} deliveries were due, the sandbox holds {received.get(name, 0)}")
    return problems


def compare(
    business: Business, placed: Sequence[Placed], received: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """Problems of the day's deliveries, and what was tolerated."""
    sids = [one.sid for one in placed]
    with use_account(business.account.pk):
        calls = Call.objects.filter(external_id__in=sids)
        found = expectations(
            placed, {call.external_id: effective_verdicts(call) for call in calls}, business.office
        )
        rows = Delivery.objects.filter(conversion__call__in=calls).values_list(
            "conversion__call__external_id", "conversion__rule__key", "connection__name", "state"
        )
        states = {Expected(sid, rule, name): state for sid, rule, name, state in rows}
    return missing(found.deliveries, states, received), found.tolerated


def _truths(rule: ConversionRule, one: Placed) -> Iterable[tuple[str, list[str], str]]:
    """Dimension, labels the rule wants, and the script's label, for each dimension the rule rests on."""
    if rule.intents:
        yield Outcome.Dimension.INTENT, rule.intents, one.script.intent
    if rule.outcomes:
        yield Outcome.Dimension.OUTCOME, rule.outcomes, one.script.outcome


def _covers(rule: ConversionRule, one: Placed) -> bool:
    wanted = all(truth in labels for _, labels, truth in _truths(rule, one))
    return wanted and one.script.duration >= rule.min_seconds


def _misread(rule: ConversionRule, one: Placed, verdicts: Mapping[str, Verdict]) -> str:
    """How the verdicts keep the rule from firing, or nothing."""
    for dimension, labels, truth in _truths(rule, one):
        verdict = verdicts.get(dimension)
        if verdict is not None and not verdict.allows(labels, rule.min_probability):
            unsure = "unsure, " if verdict.label in labels or verdict.abstained else ""
            return f"{dimension} {unsure}{verdict.label} ({verdict.probability:.0%}) where the script says {truth}"
    return ""


def _receivers(rule: ConversionRule, one: Placed, office: str) -> list[str]:
    """Everybody who can make something of it; all callers agreed to being reported."""
    names, click = [WEBHOOK], one.campaign.click_id if one.number != office else ""
    if rule.counts_in_roas and click in GOOGLE_CLICKS:
        names.append(GOOGLE)
    if click == META_CLICK:
        names.append(META)
    return names
