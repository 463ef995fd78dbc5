"""Question and answer: which type of data is expected at each place of the call.

A cue ("card number", "date of birth") opens an expectation for what follows, in the same turn and in
later turns of both speakers. Waiting phrases, back-channels and further digits keep it open; another
question or statement of the agent closes it, and so does a subject that is known to carry harmless
numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from compliance.redaction.line import Line
from compliance.redaction.tokens import lowered

CueTable = Mapping[str, Sequence[str]]

# An unspecific "the number": counts only where no better cue is open.
ANY_NUMBER = "NUMBER"
_NEUTRAL = ""
_LIFE = 5
_SHORT = 3
_PROLONGING_DIGITS = 3
_LONG_NUMBER = 7
_FEW = 6
_LONGEST_CONTINUATION = 12

_CUES_ANY_NUMBER = (
    r"(?:with|read|have|give|need|what is|what's) (?:me )?(?:the|that|your) (?:\w+ )?(?:number|digits)",
    r"\b(?!model|part|item|room|flight|gate|page|version|channel|floor|size|lot|any|which|great|small|large)\w+ "
    r"(?:number|code|id|serial)\b(?: is|'s)?",
    r"say (?:that|it) (?:once )?(?:more|again)",
    r"(?:the )?(?:whole|full) (?:thing|one|number)",
)
_CUES_NEUTRAL = (
    r"(?:your |the )?total\b|comes? (?:out )?to\b|(?:price|cost|charge|fee|rate|quote|bill|"
    r"invoice|estimate)s?\b",
    r"mileage|odometer|due (?:at|in)\b|\bad (?:for|that|said)|radio|(?:we're|are|"
    r"you're) open\b|opening hours",
    r"in stock|\bmodel\b|\bpart (?:number|is)\b|\bsize\b|on hold\b|appointment|\bbook(?:ed|ing)?\b|\broom\b",
    r"how (?:many|much|long|old|did you hear)|\bpress(?:ed)? (?:\d|\w+ )|\bstep by step",
    r"\bbalance\b|anything else|have a (?:great|good|nice)|you're all set|dollars|percent\b",
)
_CONTINUES = re.compile(
    r"\b(?:go ahead|ready|take your time|no rush|hold on|one (?:sec|second|moment)|moment|wait|minute|let me|"
    r"okay|ok|yes|yeah|yep|right|correct|got (?:it|that)|mm-?hmm|uh-?huh|sure|sorry|pardon|again|repeat|"
    r"cut out|(?:hear|catch|caught|got|get) (?:only |just )?(?:the|that|you|it)|next|rest|first|last|"
    r"after|digits?|confirm|verify|was that|is that|read|slow(?:ly|er)?|spell|the other)\b"
)
# "The code is ..." answers the question for the security code; it opens no subject of its own then.
_VAGUE_CODE = re.compile(r"(?:(?:the|that|my|your|a) )?code(?: is)?")
_MARKS = re.compile(r"[^\w\s']+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue for `topic` (empty: a harmless subject) at `begin` to `stop` of the call text."""

    topic: str
    begin: int
    stop: int


@dataclass(slots=True)
class Context:
    """What is expected where: per line, offsets from which on a tuple of topics holds; and all cues."""

    segments: list[list[tuple[int, tuple[str, ...]]]] = field(default_factory=list)
    cues: list[list[Cue]] = field(default_factory=list)
    continues: list[bool] = field(default_factory=list)

    def topics_at(self, line: int, offset: int) -> tuple[str, ...]:
        """The topics expected at `offset` of the call text, which lies in line number `line`."""
        segments = self.segments[line]
        position = bisect_right(segments, offset, key=lambda segment: segment[0])
        return segments[max(position - 1, 0)][1]


@dataclass(slots=True)
class _Expectation:
    topics: tuple[str, ...] = ()
    life: int = 0


def follow(text: str, lines: Sequence[Line], cues: CueTable) -> Context:
    """Walk the call once and note what is expected where."""
    patterns = _compile(cues)
    context = Context()
    state = _Expectation()
    for line in lines:
        said = lowered(text[line.begin : line.stop]).replace("’", "'")
        found = _find_cues(said, line, patterns, state.topics)
        keeps = not found and _continues(said, line)
        if not found:
            _age(state, line, keeps)
        context.segments.append(_segments(line, found, state))
        context.cues.append(found)
        context.continues.append(keeps)
        if state.topics and _has_number(line):
            state.life = _LIFE
    return context


def _compile(cues: CueTable) -> list[tuple[str, re.Pattern[str]]]:
    table = [*cues.items(), (ANY_NUMBER, _CUES_ANY_NUMBER), (_NEUTRAL, _CUES_NEUTRAL)]
    return [
        (topic, re.compile("|".join(rf"(?:{cue})" for cue in patterns)))
        for topic, patterns in table
        if patterns
    ]


def _find_cues(
    text: str, line: Line, patterns: Sequence[tuple[str, re.Pattern[str]]], expected: Sequence[str]
) -> list[Cue]:
    cues = [
        Cue(topic, line.begin + match.start(), line.begin + match.end())
        for topic, pattern in patterns
        if not (expected and topic == ANY_NUMBER)
        for match in pattern.finditer(text)
        if not ("CVV" in expected and _VAGUE_CODE.fullmatch(match.group()))
    ]
    if any(cue.topic not in (ANY_NUMBER, _NEUTRAL) for cue in cues):
        cues = [cue for cue in cues if cue.topic != ANY_NUMBER]
    kept = [cue for cue in cues if not any(_swallows(other, cue) for other in cues)]
    return sorted(kept, key=lambda cue: (cue.begin, -cue.stop))


def _swallows(other: Cue, cue: Cue) -> bool:
    """Whether `cue` lies within the longer `other` of another topic: "social" in "last four of your
    social".
    """
    longer = other.stop - other.begin > cue.stop - cue.begin
    return longer and other.begin <= cue.begin and cue.stop <= other.stop and other.topic != cue.topic


def _continues(text: str, line: Line) -> bool:
    length = len(_MARKS.sub(" ", text).split())
    if length <= _SHORT or any(len(run.digits) >= _LONG_NUMBER for run in line.runs if not run.counted):
        return True
    if _has_number(line) and (line.speaker != "agent" or length - _number_words(line) <= _FEW):
        return True
    return length <= _LONGEST_CONTINUATION and bool(_CONTINUES.search(text))


def _number_words(line: Line) -> int:
    runs = [run for run in line.runs if not run.counted]
    return sum(any(run.begin <= token.begin < run.stop for run in runs) for token in line.tokens)


def _has_number(line: Line) -> bool:
    return any(
        not run.counted and (len(run.digits) >= _PROLONGING_DIGITS or (run.digits and line.is_only(run)))
        for run in line.runs
    )


def _age(state: _Expectation, line: Line, keeps: bool) -> None:
    state.life = 0 if line.speaker == "agent" and not keeps else state.life - 1
    if state.life <= 0:
        state.topics = ()


def _segments(line: Line, cues: Sequence[Cue], state: _Expectation) -> list[tuple[int, tuple[str, ...]]]:
    """Topics along one line; cues with no number between them belong together."""
    inherited = state.topics
    if not inherited and cues and cues[0].topic:
        inherited = (cues[0].topic,)
    segments = [(line.begin, inherited)]
    group: tuple[str, ...] = ()
    previous_stop = line.begin
    for cue in cues:
        answered = any(previous_stop <= run.begin < cue.begin and not run.counted for run in line.runs)
        if answered or not cue.topic:
            group = ()
        if cue.topic and cue.topic not in group:
            group = (*group, cue.topic)
        segments.append((cue.begin, group))
        previous_stop = cue.stop
    if cues:
        state.topics, state.life = group, _LIFE
    return segments
