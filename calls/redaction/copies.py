"""Rows that quote transcripts: what is hidden later has to be hidden in them too.

The members are named in the setting REDACTED_COPIES: rows of higher layers quote calls as well.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from calls.models import Call, Outcome
from calls.redaction.marks import Masked
from compliance.registry import members

Evidence = list[dict[str, Any]]


class Copies(ABC):
    """One kind of row with words of calls in it. `key`: unique name."""

    key: ClassVar[str]

    @abstractmethod
    def mask(self, call: Call, masked: Masked) -> int:
        """Hides in the call's rows what is hidden in the transcript now, inside the running transaction; how many rows
        changed.
        """


class OutcomeQuotes(Copies):
    """The evidence of verdicts, those of older models too."""

    key = "outcomes"

    def mask(self, call: Call, masked: Masked) -> int:
        """Rewrites the quotes of every verdict on the call."""
        changed = []
        for row in Outcome.objects.filter(call=call).exclude(evidence=[]):
            evidence = masked_evidence(row.evidence, masked)
            if evidence != row.evidence:
                row.evidence = evidence
                changed.append(row)
        return Outcome.objects.bulk_update(changed, ["evidence"])


def mask_copies(call: Call, masked: Masked) -> int:
    """Hides it in the rows of every member; how many changed."""
    changed = [copies().mask(call, masked) for copies in members("REDACTED_COPIES", Copies).values()]
    return sum(changed)


def masked_evidence(evidence: Evidence, masked: Masked) -> Evidence:
    """Evidence (rows of turn, start, end, text) with its quotes as they read now."""
    return [
        {**item, "text": masked.quote(item["turn"], item["text"])} if item.get("text") else item
        for item in evidence
    ]
