"""Drug names: the stems of the international nonproprietary names (WHO) and a list of others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compliance.redaction.answers import unusual_stretches
from compliance.redaction.recognizer import CallArtifacts, Finding, SpokenRecognizer
from compliance.redaction.terms import shipped

_TAKEN = re.compile(
    r"\b(?:takes|taking|prescribed|refill (?:for|of|on)|milligrams of|mg of|dose of)(?: my|"
    r" some| the| his| her)? $",
    re.IGNORECASE,
)
_STEMS = re.compile(
    r"\b(?:"
    r"[a-z]{3,}(?:cillin|mycin|statin|[^a]pril|sartan|olol|azole|oxetine|triptyline|zepam|zolam|codone|morphone|profen|"
    r"formin|gliptin|gabalin|pentin|sone|solone|(?<!choles)terol|tadine|dipine|thiazide|semide|parin|xaban|"
    r"cycline|floxacin|triptan|phylline|barbital|lukast|traline|opram|dronate|setron|glutide|vastatin|"
    r"lamide|tropium|conazole|ciclovir|cyclovir|prazole|tidine))\b",
    re.IGNORECASE,
)


class MedicationRecognizer(SpokenRecognizer):
    """Names of medicines."""

    entity = "MEDICATION"

    def find(self, call: CallArtifacts) -> Iterator[Finding]:
        """Yield drug names and what is said to be taken."""
        for line in call.script.lines:
            for begin, stop in shipped("medications").find(line.tokens):
                yield Finding(begin, stop, 0.8)
            for stretch in unusual_stretches(line.tokens):
                begin = stretch[0].begin
                if _TAKEN.search(call.script.text[max(line.begin, begin - 30) : begin]):
                    yield Finding(begin, stretch[0].stop, 0.5)
        for match in _STEMS.finditer(call.script.text):
            if len(match.group()) > 4:
                yield Finding(match.start(), match.end(), 0.8)
