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
    """By dimension, the newest human verdict, else the newest machine one."""
    found: dict[str, Verdict] = {}
    human_first = sorted(
        Outcome.objects.filter(call=call).order_by("-created_at", "-pk"),
        key=lambda row: row.source != Outcome.Source.HUMAN,
    )
    for row in human_first:
        human = row.source == Outcome.Source.HUMAN
        probability = 1.0 if human else row.probability or 0.0
        found.setdefault(row.dimension, Verdict(row.label, probability, row.abstained and not human))
    return found
