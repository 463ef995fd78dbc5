"""One-time codes, PINs and spoken passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.lexicon import UNITS_BEFORE
from compliance.redaction.line import Line
from compliance.redaction.numbers import Run
from compliance.redaction.recognizer import CallArtifacts, Finding, RunRecognizer
from compliance.redaction.script import Script
from compliance.redaction.tokens import Kind, Token, lowered
from compliance.redaction.vocabulary import is_common

_WORD_ASKED = re.compile(
    r"\b(?:pass ?(?:word|phrase)|(?:safe|code|secret|security|verbal) ?(?:word|phrase|answer)|secret|"
    r"security question|the word|magic word)\b"
)
_WORD_SAID = re.compile(
    r"\b(?:pass ?(?:word|phrase)|(?:safe|code|secret|security) ?(?:word|answer))(?: \w+){0,2}? (?:is|was|to|as|be)[ :,]+"
)
# "chestnut 17 exclamation point"
_SIGN = re.compile(
    r"\b[a-z]+(?:[ -](?:\d+|[a-z]+(?:[ -][a-z]+)?))? "
    r"(?:exclamation (?:point|mark)|question mark|dollar sign|at sign|hash ?tag|ampersand)\b",
    re.IGNORECASE,
)
_LONGEST_ANSWER = 9
_LONGEST_PASSWORD = 5
_REACH = 2
_LONGEST_TAIL = 4
_GOSH = frozenset({"gosh", "goodness", "probably", "maybe"})


class PasscodeRecognizer(RunRecognizer):
    """Codes in digits where one is expected; the words that answer a question for a password."""

    entity = "PASSCODE"
    cues = (
        r"(?:one[- ]time|verification|access|login|sms|text|security|\w+ digit|pin|the) (?:pass)?code\b",
        r"\b(?:gate|door|alarm|lock ?box|entry|garage|access|keypad|dock|building|unlock|reset|activation) code\b",
        r"\b(?:a|the|that|your|my) code\b",
        r"\bpass ?(?:code|word|phrase)\b|\b(?:safe|code|secret|security) word\b",
        r"\bp ?i ?n\b(?: number| code)?",
        r"(?:sent|send|sending|texted|text|e-?mailed) (?:you )?(?:a|the|"
        r"that) (?:\w+ ){0,3}(?:code|number|text)",
        r"text (?:message )?(?:come|came|arrive)",
        r"what does (?:it|the (?:text|message)) say",
        r"\bcode is\b|\bcodes?'s\b",
        r"(?:digits|numbers|code) (?:i|we) (?:just )?(?:sent|texted|e-?mailed)|authenticator|two[- ]factor",
    )

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield codes and passwords."""
        yield from super().find(call)
        for line in call.script.lines:
            said = _WORD_SAID.search(lowered(call.script.line_text(line)))
            if said:
                yield from _phrase(line.after(line.begin + said.end()))
            for match in _SIGN.finditer(call.script.text, line.begin, line.stop):
                yield Finding(match.start(), match.end(), 0.75)
            yield from _word_and_number(line)
            if line.speaker != "agent" and _is_asked(call.script, line):
                yield from _answer(line)

    def fits(self, run: Run) -> bool:
        return 4 <= len(run.digits) <= 8


def _word_and_number(line: Line) -> Iterator[Finding]:
    """A turn that is one word with a short number, as people make passwords: "oh gosh, rollercoaster eighty-seven"."""
    said = [
        token
        for token in line.tokens
        if token.kind not in (Kind.MARK, Kind.BRIDGE)
        and not (is_common(token.word) and token.kind is not Kind.DIGITS)
    ]
    runs = [
        run
        for run in line.runs
        if not run.counted and 0 < len(run.digits) <= _LONGEST_TAIL and not run.letters
    ]
    words = [token for token in said if not any(run.begin <= token.begin < run.stop for run in line.runs)]
    plain = len(words) == 1 and words[0].kind is Kind.WORD and words[0].word not in _GOSH
    if plain and len(runs) == 1 and words[0].stop + 1 == runs[0].begin and words[0].word not in UNITS_BEFORE:
        yield Finding(words[0].begin, runs[0].stop, 0.5)


def _is_asked(script: Script, line: Line) -> bool:
    asked = [script.lines[index] for index in range(max(0, line.index - _REACH), line.index)]
    return any(
        other.speaker != "caller" and _WORD_ASKED.search(script.line_text(other).lower()) for other in asked
    )


def _answer(line: Line) -> Iterator[Finding]:
    """The uncommon part of a short turn."""
    words = [token for token in line.tokens if token.kind is not Kind.MARK]
    if len(words) <= _LONGEST_ANSWER:
        yield from _phrase(line.tokens)


def _phrase(tokens: list[Token] | tuple[Token, ...]) -> Iterator[Finding]:
    """From the first word that is no everyday word, as far as such words and numbers go on."""
    stretch: list[Token] = []
    for token in tokens:
        if token.kind is Kind.MARK and token.word != "-":
            if stretch:
                break
            continue
        if token.kind is Kind.HIDDEN:
            break
        everyday = token.kind is Kind.BRIDGE or (is_common(token.word) and token.kind is not Kind.DIGITS)
        if everyday and stretch:
            break
        if not everyday:
            stretch.append(token)
    if stretch and len(stretch) <= _LONGEST_PASSWORD:
        yield Finding(stretch[0].begin, stretch[-1].stop, 0.75)
