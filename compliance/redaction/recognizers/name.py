"""Names of people: from the NER model, from phrases that introduce one, from answers, and spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.answers import find_answers, is_name_like, unusual_stretches
from compliance.redaction.gazetteer import is_name, is_ordinary, may_be_name
from compliance.redaction.line import Line
from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer
from compliance.redaction.tokens import Token
from compliance.redaction.vocabulary import BUSINESS_WORDS

# A name follows these in any writing ...
_SURE_FRAMES = re.compile(
    r"\b(?:name is|name's|names is|this is|is this|speaking (?:with|to)|last name|first name|maiden name|surname|"
    r"doctor|dr\.?|mr\.?|mrs\.?|ms\.?|miss|mister|operator|officer|agent|nurse|sergeant|detective|professor|pastor|captain|"
    r"counselor|attorney|ask for|asked for|talk(?:ed)? to|sp(?:eak|oke|oken) (?:to|with)|you've got|you have|"
    r"husband|wife|mother|father|mom|dad|son|daughter|brother|sister|neighbor|technician|tech|manager|"
    r"supervisor|colleague|installer|plumber|roommate|partner|boss|assistant|grandson|granddaughter|\w+'s name,?|"
    r"in the name of|made out to|payable to|attention|attn|care of|and is|account of|"
    r"have a (?:great|good|nice|wonderful|lovely) (?:day|one|night|evening|weekend|afternoon),?)"
    r"(?: is)?(?: um,?| uh,?)? $"
)
# ... and after these, where a place or product is as likely ...
_FAINT_FRAMES = re.compile(r"\b(?:for|under|that's|okay|yes|with|from) $")
# ... and after these when it stands alone at the end of what is said, or has a capital.
_LOOSE_FRAMES = re.compile(
    r"\b(?:thanks|thank you|hi|hello|hey|bye|for|i'm|i am|it's|it is|that's|under|with|sir|okay|yes|welcome),? $"
)
_AFTER_NAME = re.compile(r"^,? (?:speaking|here|calling|on the line)\b|^'s office")
_GOES_ON = re.compile(r" (?:i|i'm|i've|calling|from|and|here|speaking|at|over|with)\b")
# A name that answers a question is followed by nothing, by a pause, a spelling or one of these.
_ENDS_ANSWER = re.compile(
    r"\W*(?:$|[,.!?;:-]|[a-z]\b|(?:i'm|i|and|that's|it's|last|first|spelled|but|calling|for|with|is|like|"
    r"speaking|here|from|capital|double)\b)"
)
_LONG_SPELLING = 5
_LONGEST_NAME = 3


class NameRecognizer(SpokenRecognizer):
    """Anybody's name, the agent's included."""

    entity = "NAME"
    cues = (
        r"(?:first|last|full|maiden|middle|your|family|his|her|patient's|whose|what|the|my) ?names?\b",
        r"who (?:am i|is this|is calling|do i have|is the account|'s calling)|who's (?:this|"
        r"calling)|may i ask who",
        r"spell (?:that|it|your|the name|his|her|my)|how do you spell",
        r"speaking with\?|account under",
    )

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield names in words and in letters; never one that is made of words the account keeps."""
        for found in self._find_all(call):
            tokens = [
                token.word
                for token in call.script.line_at(found.begin).after(found.begin)
                if token.stop <= found.stop
            ]
            if not tokens or not call.kept_words.issuperset(tokens):
                yield found

    def _find_all(self, call: CallArtifacts) -> Iterator[Finding]:
        yield from _find_known(call)
        yield from self._find_people(call)
        for line in call.script.lines:
            yield from _find_listed(call, line)
            yield from self._find_framed(call, line)
            yield from self._find_answer(call, line)
            yield from self._find_spelled(call, line)

    def _find_people(self, call: CallArtifacts) -> Iterator[Finding]:
        for entity in call.entities:
            if entity.label_ != "PERSON":
                continue
            line = call.script.line_at(entity.start_char)
            tokens = [
                t for t in line.tokens if entity.start_char <= t.begin and t.stop <= entity.end_char + 2
            ]
            for stretch in unusual_stretches(tokens):
                if not _is_business(line, stretch):
                    yield Finding(stretch[0].begin, _without_possessive(stretch[-1]), 0.7)

    def _find_framed(self, call: CallArtifacts, line: Line) -> Iterator[Finding]:
        text = call.script.text
        cased = any(char.isupper() for char in call.script.line_text(line))
        for stretch in unusual_stretches(line.tokens, loosely=True):
            if len(stretch) > 4 or _is_business(line, stretch):
                continue
            begin, stop = stretch[0].begin, stretch[-1].stop
            before = text[max(line.begin, begin - 40) : begin].lower().replace("’", "'")
            after = text[_without_possessive(stretch[-1]) : line.stop].lower()
            capital = cased and text[begin].isupper()
            ends = not after.strip(" .,!?") or after[0] in ".,!?" or _GOES_ON.match(after) is not None
            faint = _FAINT_FRAMES.search(before) is not None
            vague = not cased and len(stretch) < 2 and not may_be_name(stretch[0].word)
            if faint and (vague or self._is_other_entity(call, stretch)):
                continue
            plain = (
                capital or may_be_name(stretch[0].word) or not is_ordinary(stretch[0].word.removesuffix("'s"))
            )
            sure = _SURE_FRAMES.search(before) and (capital or not cased)
            loose = plain and _LOOSE_FRAMES.search(before) and (capital or (not cased and ends))
            told_after = plain and _AFTER_NAME.search(after) and (capital or not cased)
            if (sure or told_after or loose) and stop - begin > 1:
                yield Finding(begin, _without_possessive(stretch[-1]), 0.8 if sure or told_after else 0.6)

    def _is_other_entity(self, call: CallArtifacts, stretch: tuple[Token, ...]) -> bool:
        return any(
            entity.label_ != "PERSON"
            and entity.start_char <= stretch[0].begin
            and stretch[-1].stop <= entity.end_char
            for entity in call.entities
        )

    def _find_answer(self, call: CallArtifacts, line: Line) -> Iterator[Finding]:
        if line.speaker == "agent" or self.entity not in call.script.topics_at(line.begin):
            return
        cased = any(char.isupper() for char in call.script.line_text(line))
        for answer in find_answers(line):
            if cased and not call.script.text[answer[0].begin].isupper():
                continue
            after = call.script.text[answer[-1].stop : line.stop].lower()
            if answer[-1].word.endswith("'s") or not _ENDS_ANSWER.match(after):
                continue
            yield Finding(answer[0].begin, _without_possessive(answer[-1]), 0.65)

    def _find_spelled(self, call: CallArtifacts, line: Line) -> Iterator[Finding]:
        for run in line.runs:
            expected = self.entity in call.script.topics_at(run.begin)
            letters = len(run.letters)
            if expected and letters >= 2 and len(run.digits) <= 1:
                yield Finding(run.begin, run.stop, 0.85)
            elif letters >= _LONG_SPELLING and not run.digits:
                yield Finding(run.begin, run.stop, 0.56)


def _find_listed(call: CallArtifacts, line: Line) -> Iterator[Finding]:
    """Words that are people's names the world over, with the unusual words beside them."""
    cased = any(char.isupper() for char in call.script.line_text(line))
    for stretch in unusual_stretches(line.tokens):
        capital = [call.script.text[token.begin].isupper() for token in stretch]
        listed = [
            is_name(token.word.removesuffix("'s")) and (not cased or upper)
            for token, upper in zip(stretch, capital, strict=True)
        ]
        if not any(listed) or _is_business(line, stretch):
            continue
        whole = len(stretch) <= _LONGEST_NAME and (not cased or all(capital))
        parts = [stretch] if whole else [(token,) for token, hit in zip(stretch, listed, strict=True) if hit]
        for part in parts:
            yield Finding(part[0].begin, _without_possessive(part[-1]), 0.6)


def _find_known(call: CallArtifacts) -> Iterator[Finding]:
    """Names given beforehand, whole or by each part, in any writing and spelled."""
    parts = {part for name in call.known_names for part in name.lower().split() if len(part) > 1}
    for line in call.script.lines:
        for token in line.tokens:
            if token.word.removesuffix("'s") in parts:
                yield Finding(token.begin, _without_possessive(token), 0.9)
        for run in line.runs:
            if run.letters in parts and len(run.letters) > 1 and not run.digits:
                yield Finding(run.begin, run.stop, 0.9)


def _without_possessive(token: Token) -> int:
    return token.stop - 2 if token.word.endswith("'s") else token.stop


def _is_business(line: Line, stretch: tuple[Token, ...]) -> bool:
    if stretch[-1].word.endswith("'s"):
        return False
    following = [token for token in line.tokens if token.begin >= stretch[-1].stop][:1]
    words = [token.word for token in (*stretch, *following)]
    return any(word in BUSINESS_WORDS for word in words) or not all(is_name_like(token) for token in stretch)
