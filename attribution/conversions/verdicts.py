"""What a call is held to have been about: people's verdicts before the machine's, newer before older."""

from dataclasses import dataclass

from calls.models import Call, Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict that counts on one dimension. A person's has probability 1 and never abstains."""

    label: str
    probability: float
    abstained: bool

    def allows(self, labels: list[str], min_probability: float) -> bool:
        """Whether one may act on it as one of `labels`."""
        return self.label in labels and not self.abstained and self.probability >= min_probability


def effective_verdicts(call: Call) -> dict[str, Verdict]:
    """By dimension, the newest human verdict unless it was taken back (no label), else the newest machine one."""
    human: dict[str, Verdict] = {}
    machine: dict[str, Verdict] = {}
    for row in Outcome.objects.filter(call=call).order_by("-created_at", "-pk"):
        if row.source == Outcome.Source.HUMAN:
            human.setdefault(row.dimension, Verdict(row.label, 1.0, abstained=False))
        else:
            machine.setdefault(row.dimension, Verdict(row.label, row.probability or 0.0, row.abstained))
    return machine | {dimension: verdict for dimension, verdict in human.items() if verdict.label}
