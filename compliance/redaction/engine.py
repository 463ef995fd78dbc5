"""Redacts a call: find, follow echoes and payment windows, decide by policy, mask."""

from __future__ import annotations

import importlib
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from compliance.redaction.dialogue import Spoken, Turn
from compliance.redaction.dictation import join_turns
from compliance.redaction.echo import agent_names, is_agent_name, spread_names, spread_words
from compliance.redaction.found import Analyzer, Found, merge
from compliance.redaction.masks import Placeholders, hidden_before, mask_turn
from compliance.redaction.policy import ALWAYS_HIDDEN, LAST4_TYPES, Known, Policy
from compliance.redaction.repeats import echo_numbers, restarted_numbers, spread_months
from compliance.redaction.script import Script
from compliance.redaction.segments import close_unsure, of_segments, withhold_segments
from compliance.redaction.span import Redaction, RedactionError, Segment, Span
from compliance.redaction.unheard import unanswered
from compliance.redaction.windows import find_windows, hide_digits, withhold

# Finds that rest on more than one number: they outweigh "ending in".
_BY_CONTEXT = frozenset({"Dictation", "PaymentSegment"})
_ANALYZER = "compliance.redaction.analyzer"


class _Guard:
    """Stops any error and keeps only its kind: the error itself may quote the call, also as a cause."""

    failure = ""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        self.failure = kind.__name__
        return True


class RedactionEngine:
    """Hides personal and payment data of one call at a time; safe to share between threads after loading.

    The language model is loaded with the first call, about two seconds and 200 MB.
    """

    def __init__(self, analyzer: Analyzer | None = None) -> None:
        self._analyzer = analyzer
        self._lock = threading.Lock()

    def redact(
        self,
        turns: Sequence[Spoken],
        policy: Policy | None = None,
        known_names: Sequence[str] = (),
        segments: Sequence[Segment] = (),
    ) -> Redaction:
        """Return the masked turns with spans and payment windows.

        `turns` may have been redacted by older rules: their placeholders stay, and count as what they stand for.
        `known_names` are names of people who may be mentioned: agents, the contact, the caller-ID name. `segments`
        are stretches in which a payment was taken although perhaps nothing was heard; they are hidden whole.
        Raises RedactionError when anything fails; then nothing of the call may be stored or shown.
        """
        guard = _Guard()
        with guard:
            return self._redact(list(turns), policy or Policy(), known_names, segments)
        raise RedactionError(f"redaction failed: {guard.failure}")

    def load(self) -> Analyzer:
        """Load the language model now rather than with the first call."""
        with self._lock:
            if self._analyzer is None:
                self._analyzer = importlib.import_module(_ANALYZER).CallAnalyzer()
            return self._analyzer

    def _redact(
        self,
        turns: list[Spoken],
        policy: Policy,
        known_names: Sequence[str],
        segments: Sequence[Segment],
    ) -> Redaction:
        if not turns:
            return Redaction((), (), ())
        known = Known(tuple(known_names), policy.health_terms, policy.kept_words)
        script, found = self.load().analyze(turns, known)
        found += join_turns(script, found)
        before = hidden_before(script)
        windows = find_windows(script, [*found, *before], turns)
        windows = close_unsure(windows, turns) + of_segments(segments, turns)
        windows += unanswered(script, [*found, *before], turns, windows)
        found += hide_digits(script, windows)
        found += echo_numbers(script, found)
        found += restarted_numbers(script, found)
        found += spread_months(script, found)
        found += spread_names(script, found)
        found += spread_words(script, found)
        found += withhold(script, windows, everything=policy.withhold_payment)
        found += withhold_segments(script, segments, turns)
        found = [item for item in found if not any(_within(item, old) for old in before)]
        hidden = _apply(policy, script, found)
        spans = _spans(script, hidden, turns)
        return Redaction(_mask(turns, spans), spans, windows)


def _within(item: Found, old: Found) -> bool:
    return old.begin <= item.begin and item.stop <= old.stop


def _apply(policy: Policy, script: Script, found: Sequence[Found]) -> list[Found]:
    """The finds to hide. What an account shows stays readable only where nothing that is always hidden was found as well."""
    kept_names = agent_names(script, found) if policy.keep_agent_names else frozenset()
    strict = [item for item in found if item.type in ALWAYS_HIDDEN]
    hidden = []
    for item in merge(found, script):
        shown = not policy.hides(item.type) or is_agent_name(script, item, kept_names)
        secret = [one for one in strict if one.begin < item.stop and item.begin < one.stop] if shown else []
        if item.type in LAST4_TYPES and _is_last_four(script, item):
            secret = [one for one in secret if one.recognizer in _BY_CONTEXT]
        elif shown and item.type in LAST4_TYPES:
            secret = secret or [replace(item, type="NUMBER")]
        if not shown:
            hidden.append(item)
        elif secret:
            hidden.append(replace(item, type=max(secret, key=lambda one: one.score).type))
    return hidden


def _is_last_four(script: Script, item: Found) -> bool:
    runs = [run for run in script.line_at(item.begin).runs if item.holds(run)]
    return len(runs) == 1 and len(runs[0].digits) == 4 and not runs[0].letters


def _spans(script: Script, found: Sequence[Found], turns: Sequence[Spoken]) -> tuple[Span, ...]:
    placeholders = Placeholders.after(turns)
    return tuple(_span(script, item, turns, placeholders) for item in found)


def _span(script: Script, item: Found, turns: Sequence[Spoken], placeholders: Placeholders) -> Span:
    line = script.line_at(item.begin)
    begin, stop = item.begin - line.begin, item.stop - line.begin
    words = [word for word in turns[line.index].words if word.begin < stop and word.stop > begin]
    starts = [word.start for word in words if word.start is not None]
    ends = [word.end for word in words if word.end is not None]
    return Span(
        turn=line.index,
        begin=begin,
        stop=stop,
        type=item.type,
        score=round(item.score, 3),
        recognizer=item.recognizer,
        placeholder=placeholders.name(item.type, _value(script, item)),
        start=min(starts, default=None),
        end=max(ends, default=None),
    )


def _value(script: Script, item: Found) -> str:
    """What makes two mentions equal: the number however it is said, otherwise letters and digits of
    the text.
    """
    runs = [
        run for run in script.line_at(item.begin).runs if item.begin <= run.begin and run.stop <= item.stop
    ]
    if runs and runs[0].begin == item.begin and runs[-1].stop == item.stop:
        return "".join(run.value for run in runs)
    return "".join(char for char in script.text[item.begin : item.stop].casefold() if char.isalnum())


def _mask(turns: Sequence[Spoken], spans: Sequence[Span]) -> tuple[Turn, ...]:
    by_turn: dict[int, list[Span]] = defaultdict(list)
    for span in spans:
        by_turn[span.turn].append(span)
    return tuple(mask_turn(turn, by_turn[index]) for index, turn in enumerate(turns))
