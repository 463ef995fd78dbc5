"""Ages over 89, which identify a person by themselves (45 CFR 164.514(b)(2)(i)(C))."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer

_BEFORE = re.compile(
    r"(?:\b(?:i'm|i am|he's|she's|he is|she is|they're|turned|turning|turns|aged?|age is|who's|is|was|be|"
    r"going on|age of|mother's|father's)"
    r"(?: now| almost| already| about)? )$"
)
_AFTER = re.compile(r"^[- ](?:years?[- ]old|year-old|and)\b|^\W*$|^[,.!?]| (?:the|so|this|last|next|in)\b")
_YEARS_OLD = re.compile(r"[- ]years?[- ]old")
_STILL = re.compile(r"^,? (?:and still|would you|if you can|years young|god bless|next|this|last|in)\b")
_FAMILY = re.compile(
    r"\b(?:her|him|she|he|mother|father|mom|dad|mum|grandma|grandpa|grandmother|grandfather|aunt|uncle|husband|wife)"
    r"(?:'s)?(?: down)?(?: as| is| was| who is)?[ ,]*$"
)
_YOUNGEST, _OLDEST = 90, 119


class AgeRecognizer(SpokenRecognizer):
    """Numbers from 90 to 119 that are said as somebody's age."""

    entity = "AGE"
    cues = (r"\bhow old (?:is|are|was|will)\b|\b(?:your|her|his|their) age\b|\bage\b\??$|\bolder than\b",)

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield ages."""
        text = call.script.text
        for line, run in call.script.runs():
            if not run.digits.isdecimal() or run.letters or not _YOUNGEST <= int(run.digits) <= _OLDEST:
                continue
            before = text[max(line.begin, run.begin - 24) : run.begin].lower().replace("’", "'")
            after = text[run.stop : min(line.stop, run.stop + 14)].lower()
            related = not run.counted and _FAMILY.search(before)
            asked = self.entity in call.script.topics_at(run.begin)
            asked |= line.is_only(run) and not run.counted
            asked |= (
                line.speaker != "agent"
                and line.opens_with(run)
                and not run.counted
                and bool(_STILL.match(after))
            )
            said = _BEFORE.search(before) and _AFTER.search(after)
            if asked or related or said or _YEARS_OLD.match(after):
                yield Finding(run.begin, run.stop, 0.6)
