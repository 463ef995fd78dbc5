"""E-mail addresses, written, spoken or spelled, and their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.answers import find_answers
from compliance.redaction.gazetteer import is_ordinary
from compliance.redaction.lexicon import words
from compliance.redaction.line import Line
from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer
from compliance.redaction.tokens import Kind, Token
from compliance.redaction.vocabulary import is_common

_TLD = r"(?:com|net|org|edu|gov|info|biz|io|co|us|uk|me|ca|mil|de|fr|es|it|au|nz|ie|in|app|dev|design)\b"
# A written dot with a space after it ends a sentence ("not at all. It happens"), unless what follows can be no word.
_DOT = r"(?:\.|\s*\.\s*(?=(?:com|net|org|edu|gov)\b)|\s+(?:dot|point|period)\s+)"
_DOMAIN = re.compile(
    rf"(?:@|\b(?:at|add|that)\b)\s*(?:[a-z0-9-]+\s+){{0,4}}?[a-z0-9-]+{_DOT}{_TLD}(?:{_DOT}{_TLD})*",
    re.IGNORECASE,
)
_PROVIDER = re.compile(
    r"(?:@|\bat\b)\s*(?:g ?mail|hot ?mail|yahoo|outlook|i ?cloud|aol|a o l|proton ?mail|comcast|verizon|msn)\b",
    re.IGNORECASE,
)
# Words that stand before "at" without being part of an address.
_MANNER = words("all one word no space spaces lower case lowercase together")
_NO_LOCAL = words("it's is us me you him her them mail email reach address one that")
# "h dot vance", "m underscore okafor"; and a domain without its ending.
_LOCAL = re.compile(r"\b[a-z0-9]+(?:,? (?:dot|underscore|dash)(?: [a-z0-9]+)?)+\b", re.IGNORECASE)
_BARE_DOMAIN = re.compile(r"\bat ([a-z0-9-]{5,})\b(?!')", re.IGNORECASE)
_JOINERS = frozenset({"dot", "underscore", "dash", "hyphen", "period", "point", "plus", ".", "-", "_", "+"})


class EmailRecognizer(SpokenRecognizer):
    """A domain with what stands before it; where an address is expected, the part before "at" alone."""

    entity = "EMAIL"
    cues = (r"\be-? ?mails?\b(?: address)?", r"before the at\b", r"\binbox\b")

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield whole addresses and parts."""
        script = call.script
        for line in script.lines:
            expected = self.entity in script.topics_at(line.begin)
            found = False
            domains = list(_DOMAIN.finditer(script.text, line.begin, line.stop))
            for match in domains or _PROVIDER.finditer(script.text, line.begin, line.stop):
                begin = _local_begin(line, match.start(), 2 if expected or match not in domains else 1)
                if match in domains or begin < match.start():
                    found = True
                    yield Finding(begin, match.end(), 0.95)
            for match in _LOCAL.finditer(script.text, line.begin, line.stop):
                if expected or "underscore" in match.group().lower():
                    yield Finding(match.start(), match.end(), 0.6)
            if expected and not found and line.speaker != "agent":
                yield from _bare_local(line)
                for match in _BARE_DOMAIN.finditer(script.text, line.begin, line.stop):
                    if not is_ordinary(match.group(1).lower()):
                        yield Finding(_local_begin(line, match.start(), 2), match.end(), 0.6)


def _bare_local(line: Line) -> Iterator[Finding]:
    """ "whitaker one nine six six": an unusual word or spelling and the number after it."""
    stops = [run.stop for run in line.runs if not run.counted and len(run.value) >= 2]
    stops += [_joined_stop(line, answer[-1].stop) for answer in find_answers(line)]
    if stops:
        begin = _local_begin(line, max(stops), 2)
        if begin < max(stops):
            yield Finding(begin, max(stops), 0.6)


def _joined_stop(line: Line, stop: int) -> int:
    """Follow "nadia dash yamamoto" from the first word to the last."""
    following = [token for token in line.tokens if token.begin >= stop]
    for joiner, word in zip(following[::2], following[1::2], strict=False):
        if joiner.word not in _JOINERS or not word.word.isalnum():
            break
        stop = word.stop
    return stop


def _local_begin(line: Line, at: int, words: int) -> int:
    """Where the part before "at" begins; at most `words` words that no dot or dash joins."""
    begin = at
    joined = True
    for place, token in enumerate(reversed(line.before(at))):
        if token.word in _JOINERS:
            joined = True
        elif token.word in _MANNER and _is_manner(line, token):
            begin = token.begin
        elif place == 0 and token.kind is Kind.WORD and token.word not in _NO_LOCAL:
            begin, joined = token.begin, False
        elif token.word == "," and (begin < at or place == 0):
            continue
        elif _is_character(token):
            begin = token.begin
        elif token.word.isalnum() and not is_common(token.word) and (joined or words > 1):
            words -= not joined
            begin = token.begin
            joined = False
        else:
            break
    return begin


def _is_manner(line: Line, token: Token) -> bool:
    """Whether the token is part of "all one word", "no spaces", "all lower case"."""
    text = " ".join(other.word for other in line.before(token.stop)[-3:] + line.after(token.stop)[:2])
    return any(manner in text for manner in ("one word", "no space", "lower case", "lowercase"))


def _is_character(token: Token) -> bool:
    numeric = (Kind.DIGITS, Kind.TENS, Kind.LETTER, Kind.REPEAT, Kind.MIXED)
    return token.kind in numeric or (token.kind is Kind.WEAK and token.word not in ("to", "for", "too"))
