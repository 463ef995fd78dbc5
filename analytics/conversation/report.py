"""The honest report of a training: measured on calls the measured model had not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from analytics.conversation.calibration import calibration_error, softmax, wilson

Floats = npt.NDArray[np.float64]

_SUSPECTS = 10
_CONFUSIONS = 10


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Precision, recall and F1 of one label; `state` as in label_state."""

    label: str
    calls: int
    precision: float
    recall: float
    f1: float
    state: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Out-of-fold accuracy and macro-F1 when trained on at most `per_label` calls a label."""

    per_label: int
    accuracy: float
    macro_f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """Out-of-fold figures of a model; shares are 0..1, `interval` is Wilson 95 % of the accuracy.

    answered, precision: share of calls at or above the threshold and how many of those are right.
    suspects: (call id, given label, probability of it) of the most doubtful labels, worst first.
    """

    calls: int
    accuracy: float
    interval: tuple[float, float]
    macro_f1: float
    calibration_error: float
    answered: float
    precision: float | None
    log_loss: float
    by_label: tuple[LabelScore, ...]
    confusions: tuple[tuple[str, str, int], ...]
    suspects: tuple[tuple[str, str, float], ...]
    left_out: tuple[str, ...]
    curve: tuple[CurvePoint, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As plain JSON values, rounded to six digits."""
        rounded = _round(asdict(self))
        assert isinstance(rounded, dict)
        return rounded

    def lines(self) -> list[str]:
        """The report as lines of text for the shell."""
        low, high = self.interval
        kept = "-" if self.precision is None else f"{self.precision:.1%}"
        lines = [
            f"calls {self.calls}  accuracy {self.accuracy:.1%} ({low:.1%} to {high:.1%})",
            f"macro-F1 {self.macro_f1:.1%}  calibration error {self.calibration_error:.3f}",
            f"answered {self.answered:.1%}  precision of answers {kept}",
            f"{'label':24} {'calls':>6} {'prec':>6} {'rec':>6} {'F1':>6}  state",
        ]
        lines.extend(
            f"{row.label:24} {row.calls:6d} {row.precision:6.3f} {row.recall:6.3f} {row.f1:6.3f}  {row.state}"
            for row in self.by_label
        )
        lines.extend(f"confused {count:4d}  {given} -> {got}" for given, got, count in self.confusions)
        lines.extend(f"left out (fewer than 5 calls): {label}" for label in self.left_out)
        lines.extend(
            f"look again: call {name} labelled {label} (p {p:.3f})" for name, label, p in self.suspects
        )
        if self.curve:
            lines.append("learning curve: calls a label, accuracy, macro-F1")
            lines.extend(f"{p.per_label:6d} {p.accuracy:7.1%} {p.macro_f1:7.1%}" for p in self.curve)
        return lines


def write_report(
    labels: Sequence[str],
    names: Sequence[str],
    truth: Sequence[int],
    scores: Floats,
    temperature: float,
    threshold: float | None,
    left_out: Sequence[str],
    curve: Sequence[CurvePoint] = (),
) -> Report:
    """Summarise out-of-fold scores (calls, labels) of calls called `names` with the given true labels."""
    gold = np.array(truth)
    probabilities = softmax(scores, temperature)
    guess, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    given = probabilities[np.arange(len(gold)), gold]
    right = guess == gold
    kept = confidence >= threshold if threshold is not None else np.zeros(len(gold), dtype=bool)
    by_label = label_scores(labels, gold, guess)
    wrong = Counter((labels[g], labels[p]) for g, p in zip(gold, guess, strict=True) if g != p)
    worst = np.argsort(given, kind="stable")[:_SUSPECTS]
    return Report(
        calls=len(gold),
        accuracy=float(right.mean()),
        interval=wilson(int(right.sum()), len(gold)),
        macro_f1=sum(row.f1 for row in by_label) / len(by_label),
        calibration_error=calibration_error(confidence, right),
        answered=float(kept.mean()),
        precision=float(right[kept].mean()) if kept.any() else None,
        log_loss=float(-np.log(np.maximum(given, 1e-300)).mean()),
        by_label=by_label,
        confusions=tuple(
            (g, p, n) for (g, p), n in sorted(wrong.items(), key=lambda c: (-c[1], c[0]))[:_CONFUSIONS]
        ),
        suspects=tuple((names[i], labels[gold[i]], float(given[i])) for i in worst if not right[i]),
        left_out=tuple(left_out),
        curve=tuple(curve),
    )


def label_scores(
    labels: Sequence[str], gold: npt.NDArray[np.int64], guess: npt.NDArray[np.int64]
) -> tuple[LabelScore, ...]:
    """Precision, recall and F1 of each label; 0 where nothing can be measured."""
    rows = []
    for number, label in enumerate(labels):
        hits = int(((gold == number) & (guess == number)).sum())
        calls, guessed = int((gold == number).sum()), int((guess == number).sum())
        precision, recall = hits / guessed if guessed else 0.0, hits / calls if calls else 0.0
        f1 = 2 * hits / (calls + guessed) if calls + guessed else 0.0
        rows.append(LabelScore(label, calls, precision, recall, f1, label_state(calls)))
    return tuple(rows)


def label_state(calls: int) -> str:
    """draft under 16 labelled calls, growing under 50, usable under 200, then good."""
    if calls < 16:
        return "draft"
    if calls < 50:
        return "growing"
    return "usable" if calls < 200 else "good"


def _round(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _round(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_round(item) for item in value]
    return value
