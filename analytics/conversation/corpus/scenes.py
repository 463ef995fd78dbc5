"""Whole calls: which outcomes an intent can have, how the talk runs, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from analytics.conversation.corpus.grammar import FOLDS, Grammar, read_sections

Line = tuple[str, str]

OUTCOMES: dict[str, dict[str, int]] = {
    "book_appointment": {
        "appointment_booked": 6,
        "no_sale": 3,
        "follow_up_promised": 2,
        "voicemail": 3,
        "issue_resolved": 1,
        "quote_given": 1,
        "sale_made": 1,
    },
    "request_quote": {
        "quote_given": 6,
        "appointment_booked": 3,
        "no_sale": 3,
        "sale_made": 2,
        "follow_up_promised": 2,
        "voicemail": 2,
    },
    "purchase": {
        "sale_made": 6,
        "no_sale": 3,
        "quote_given": 2,
        "follow_up_promised": 2,
        "appointment_booked": 1,
        "voicemail": 1,
    },
    "service_issue": {
        "appointment_booked": 3,
        "issue_resolved": 4,
        "issue_resolved/account": 2,
        "follow_up_promised": 4,
        "no_sale": 2,
        "voicemail": 2,
        "information_given": 1,
    },
    "billing_question": {
        "issue_resolved/account": 6,
        "information_given": 4,
        "follow_up_promised": 3,
        "voicemail": 2,
    },
    "cancel_service": {
        "issue_resolved/cancel": 6,
        "follow_up_promised": 3,
        "information_given": 1,
        "voicemail": 2,
        "appointment_booked": 1,
    },
    "general_question": {
        "information_given": 8,
        "appointment_booked": 2,
        "quote_given": 1,
        "no_sale": 2,
        "follow_up_promised": 2,
        "voicemail": 1,
        "issue_resolved": 1,
    },
    "wrong_number": {"not_a_lead": 8, "voicemail": 1},
    "spam": {"not_a_lead": 8, "voicemail": 2},
    "other": {"not_a_lead": 5, "information_given": 2, "follow_up_promised": 3, "voicemail": 1},
}
SILENT = "no_conversation"

_ASKING = (
    ("a.ask_name", "c.give_name"),
    ("a.ask_address", "c.give_address"),
    ("a.ask_phone", "c.give_phone"),
    ("a.ask_problem", "c.problem"),
    ("a.aside", "c.fine"),
    ("c.aside", "a.sympathy"),
)
_ENDINGS = (
    "a.anything c.nothing a.bye c.bye",
    "a.anything c.nothing a.bye",
    "c.bye a.bye",
    "a.bye c.bye",
    "c.bye",
    "c.nothing a.bye",
    "a.anything c.general_question a.inform c.informed a.bye c.bye",
    "",
)


@dataclass(frozen=True, slots=True)
class ScriptedCall:
    """A made-up call; intent None where nothing was said. No wording of one fold occurs in another."""

    name: str
    lines: tuple[Line, ...]
    intent: str | None
    outcome: str
    fold: int


class Director:
    """Puts calls together from the phrase files."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._grammar = Grammar.load()
        self._scenes = read_sections("scenes.txt")

    def calls(self, each: int) -> Iterator[ScriptedCall]:
        """About `each` calls for every intent, spread over its outcomes, and `each` without conversation."""
        number = 0
        for intent, weights in OUTCOMES.items():
            for scene, weight in weights.items():
                for _ in range(max(1, round(each * weight / sum(weights.values())))):
                    number += 1
                    yield self._call(number, intent, scene)
        for _ in range(each):
            number += 1
            yield self._silent(number)

    def _call(self, number: int, intent: str, scene: str) -> ScriptedCall:
        fold = number % FOLDS
        outcome = scene.partition("/")[0]
        plan = self._message(intent) if outcome == "voicemail" else self._talk(intent, scene)
        lines = self._join([self._line(beat, intent, fold) for beat in plan])
        return ScriptedCall(f"script-{number:05d}", lines, intent, outcome, fold)

    def _silent(self, number: int) -> ScriptedCall:
        fold = number % FOLDS
        plan = ["a.greet", *self._scene(SILENT)]
        lines = self._join([self._line(beat, "", fold) for beat in plan])
        return ScriptedCall(f"script-{number:05d}", lines, None, SILENT, fold)

    def _message(self, intent: str) -> list[str]:
        head = [] if self._chance.random() < 0.1 else ["a.machine"]
        said = ["c.give_name", f"c.{intent}", "c.message"]
        if self._chance.random() < 0.4:
            said.insert(2, f"c.{intent}")
        return head + said[self._chance.randrange(2) :]

    def _talk(self, intent: str, scene: str) -> list[str]:
        lead = intent not in ("wrong_number", "spam", "other")
        plan = ["a.greet"] if self._chance.random() < 0.92 else []
        plan.append(f"c.{intent}")
        if self._chance.random() < 0.4:
            plan.append(f"c.{intent}")
        if lead and self._chance.random() < 0.3:
            plan.append("a.sympathy")
        if self._chance.random() < 0.6:
            plan.append(f"a.{intent}")
            if self._chance.random() < 0.4:
                plan.append(f"c.{intent}")
        pairs = list(_ASKING)
        self._chance.shuffle(pairs)
        most = 4 if lead else 1
        for pair in pairs[: self._chance.randint(0, most)]:
            plan.extend(pair)
        plan.extend(self._scene(scene))
        plan.extend(self._chance.choice(_ENDINGS if lead else _ENDINGS[1:6]).split())
        return plan

    def _scene(self, scene: str) -> list[str]:
        beats = self._chance.choice(self._scenes[scene]).split()
        return [beat.rstrip("?") for beat in beats if not beat.endswith("?") or self._chance.random() < 0.5]

    def _line(self, beat: str, intent: str, fold: int) -> Line:
        spoken = f"c.{intent}" if beat == "c.repeat" else beat
        return ("agent" if beat.startswith("a.") else "caller", self._grammar.say(spoken, self._chance, fold))

    def _join(self, lines: list[Line]) -> tuple[Line, ...]:
        """Neighbouring lines of one speaker mostly become one turn."""
        joined: list[Line] = []
        for speaker, text in lines:
            if joined and joined[-1][0] == speaker and self._chance.random() < 0.7:
                joined[-1] = (speaker, f"{joined[-1][1]} {text}")
            else:
                joined.append((speaker, text))
        return tuple(joined)
