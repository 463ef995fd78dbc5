"""What scorecards quote of calls, hidden when more of a call is."""

from analytics.models import Answer
from calls.models import Call
from calls.redaction.copies import Copies, masked_evidence
from calls.redaction.marks import Masked


class AnswerQuotes(Copies):
    """The evidence of the machine's answers, those of older versions too."""

    key = "answers"

    def mask(self, call: Call, masked: Masked) -> int:
        """Rewrites the quotes of every answer about the call."""
        changed = []
        for row in Answer.objects.filter(evaluation__call=call).exclude(evidence=[]):
            evidence = masked_evidence(row.evidence, masked)
            if evidence != row.evidence:
                row.evidence = evidence
                changed.append(row)
        return Answer.objects.bulk_update(changed, ["evidence"])
