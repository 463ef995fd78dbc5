"""Health conditions: a list, injuries, word endings and phrases; an account may add terms of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.answers import is_name_like
from compliance.redaction.lexicon import words
from compliance.redaction.line import Line
from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer
from compliance.redaction.terms import Terms, shipped

_BODY = (
    r"(?:rotator cuff|acl|mcl|meniscus|ankle|wrist|arm|leg|hip|knee|back|shoulder|elbow|foot|toe|finger|thumb|hand|ribs?|"
    r"neck|nose|jaw|collarbone|hamstring|achilles|tendon|ligament|muscle|disc|disk|heart|kidney|liver|lung|brain|breast|"
    r"bladder|bowel|colon|stomach|skin|spine|spinal|pelvis|pelvic|skull|thyroid|prostate|throat|tooth|ear|eye|sinus|head|chest)"
)
_HURT = r"(?:torn|broken|fractured|sprained|strained|herniated|dislocated|ruptured|pulled|swollen|infected|bulging)"
_HARM = (
    r"(?:pains?|fractures?|injury|injuries|infections?|surgery|ache|aches|tear|sprain|strain|replacement|transplant|bypass|"
    r"cancer|tumou?rs?|disease|failure|problems?|condition|disorder|bleed|swelling|spasms?)"
)
_INJURIES = re.compile(
    rf"\b(?:(?:a|my|his|her) )?{_HURT} (?:left |right |lower |upper )?{_BODY}\b|\b(?:lower |upper )?{_BODY} {_HARM}\b",
    re.IGNORECASE,
)
_ACCIDENTS = re.compile(
    rf"\b(?:broke|tore|sprained|fractured|twisted|dislocated|hurt|injured) (?:my|his|her|the) (?:left |right )?{_BODY}\b",
    re.IGNORECASE,
)
_ENDINGS = re.compile(
    r"\b[a-z]{3,}(?:itis|osis|aemia|emia|algia|opathy|ectomy|carcinoma|plegia|pnea|uria|thyroidism|tension|arrhythmia|iasis|"
    r"sclerosis|dystrophy|phobia)\b",
    re.IGNORECASE,
)
_ORDINARY = words(
    "diagnosis prognosis tension hypnosis extension attention pretension sympathy empathy osmosis"
)
_MANNERS = words(
    """
    acute advanced bad benign chronic congenital early enlarged high irregular juvenile latex left low malignant
    metastatic mild moderate nut overactive peanut penicillin pollen pulmonary recurrent right seasonal severe
    shellfish terminal underactive uncontrolled viral bacterial
    """
)
_LEVELS = re.compile(
    r"\b(?:high|low|elevated) (?:blood )?(?:potassium|sodium|iron|sugar|calcium|platelets)\b",
    re.IGNORECASE,
)
_PHRASES = re.compile(
    r"\b(?:diagnosed with|suffer(?:s|ing)? from|history of|treated for|treatment for|symptoms of|tested positive for|"
    r"recovering from|living with|flare[- ]up of)(?: a| an| my| some)? ",
    re.IGNORECASE,
)


class ConditionRecognizer(SpokenRecognizer):
    """Words for illnesses and injuries."""

    entity = "CONDITION"

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield listed terms, injuries, words with a telling ending and what follows "diagnosed with"."""
        text = call.script.text
        own = Terms(call.health_terms)
        for line in call.script.lines:
            for terms in (shipped("conditions"), own):
                for begin, stop in terms.find(line.tokens):
                    yield Finding(_with_manner(line, begin), stop, 0.7)
        for pattern in (_INJURIES, _ACCIDENTS, _ENDINGS, _LEVELS):
            for match in pattern.finditer(text):
                if match.group().lower() not in _ORDINARY:
                    yield Finding(match.start(), match.end(), 0.65)
        for match in _PHRASES.finditer(text):
            line = call.script.line_at(match.start())
            stop = _named_until(line, match.end())
            if stop > match.end():
                yield Finding(match.end(), stop, 0.6)


def _with_manner(line: Line, begin: int) -> int:
    """Where "severe", "peanut" or "left" before a condition begins."""
    for token in reversed(line.before(begin)):
        if token.word not in _MANNERS and token.word not in ("-", "stage"):
            break
        begin = token.begin
    return begin


def _named_until(line: Line, begin: int) -> int:
    """Where up to three unusual words after `begin` end."""
    stop = begin
    for token in [token for token in line.tokens if token.begin >= begin][:3]:
        if not is_name_like(token):
            break
        stop = token.stop
    return stop
