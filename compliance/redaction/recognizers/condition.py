"""Health conditions. A short list, word endings and phrases; an account may add terms of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.answers import is_name_like
from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer

_BODY = (
    r"(?:rotator cuff|acl|mcl|meniscus|ankle|wrist|arm|leg|hip|knee|back|shoulder|elbow|"
    r"foot|toe|finger|rib|ribs|neck|"
    r"nose|jaw|collarbone|hamstring|achilles|tendon|ligament|muscle|disc|disk|hernia)"
)
_TERMS = re.compile(
    r"\b(?:(?:type (?:1|2|one|two) )?diabet(?:es|ic)|asthma|cancer|tumou?r|migraines?|"
    r"depression|depressed|anxiety|high blood pressure|"
    r"high cholesterol|stroke|heart (?:attack|disease|failure|murmur|condition)|flu|covid(?:-19)?|pneumonia|"
    r"epilepsy|seizures?|(?:sleep )?apnea|(?:kidney|gall) ?stones?|atrial fibrillation|"
    r"a-?fib|ulcers?|allerg(?:y|ies)|"
    r"eczema|gout|lupus|hiv|aids|herpes|shingles|vertigo|insomnia|bipolar(?: disorder)?|adhd|autism|ptsd|"
    r"dementia|alzheimer's|parkinson's|multiple sclerosis|concussion|pregnan(?:t|cy)|"
    r"miscarriage|celiac(?: disease)?|"
    r"emphysema|bronchitis|cirrhosis|crohn's(?: disease)?|acid reflux|gerd|copd|"
    r"strep(?: throat)?|(?:ear|sinus|"
    r"urinary tract|yeast|kidney|skin) infection|"
    r"uti|blood clots?|sciatica|psoriasis|schizophrenia|fibromyalgia|mono|chest pains?|acne|"
    r"(?:(?:a|my|his|her) )?(?:torn|broken|fractured|sprained|herniated|dislocated|ruptured|pulled) "
    + _BODY
    + r"|"
    r"[a-z]{3,}(?:itis|osis|emia|algia|opathy|ectomy|carcinoma|plegia|pnea|uria|thyroidism|tension|arrhythmia|iasis)"
    r")\b",
    re.IGNORECASE,
)
_ORDINARY = frozenset(
    {"diagnosis", "prognosis", "tension", "hypnosis", "extension", "attention", "pretension"}
)
_PHRASES = re.compile(
    r"\b(?:diagnosed with|suffer(?:s|ing)? from|history of|treated for|treatment for|"
    r"symptoms of)(?: a| an| my| some)? ",
    re.IGNORECASE,
)


class ConditionRecognizer(SpokenRecognizer):
    """Words for illnesses and injuries."""

    entity = "CONDITION"

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield listed terms and what follows "diagnosed with"."""
        text = call.script.text
        for match in _TERMS.finditer(text):
            if match.group().lower() not in _ORDINARY:
                yield Finding(match.start(), match.end(), 0.7)
        for match in _PHRASES.finditer(text):
            line = call.script.line_at(match.start())
            following = [token for token in line.tokens if token.begin >= match.end()][:3]
            stop = match.end()
            for token in following:
                if not is_name_like(token):
                    break
                stop = token.stop
            if stop > match.end():
                yield Finding(match.end(), stop, 0.6)
