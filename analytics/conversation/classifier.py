"""Classifies a call by intent, outcome and sentiment, with the words each verdict rests on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.conversation.artifact import ArtifactError, load_model
from analytics.conversation.evidence import Evidence, best_passage, quote_turn
from analytics.conversation.features import SpokenTurn, read_turns, tokenise, turn_grams
from analytics.conversation.labels import DIMENSIONS, INTENT, NO_CONVERSATION, OTHER, OUTCOME
from analytics.conversation.model import LightModel, ReadCall, Weighed
from analytics.conversation.sentiment import Sentiment, judge_sentiment
from compliance.redaction.dialogue import Turn

DEFAULT = "default"

_PACKAGED = Path(__file__).parent / "defaults"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
_FEWEST_WORDS, _FEWEST_TURNS, _MESSAGE_WORDS = 8, 2, 20
_KNOWN_SHARE = 0.3
_QUOTES = 2
_QUOTE_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label with its calibrated probability.

    abstained: the best guess must not trigger anything by itself. reason: why it abstained or was decided by
    rule ("", "unsure", "too_short", "unfamiliar", "language"). version: which model said so.
    """

    label: str
    p: float
    abstained: bool
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What one call came to."""

    intent: Verdict
    outcome: Verdict
    sentiment: Sentiment


@dataclass(frozen=True)
class _Loaded:
    model: LightModel
    version: str


class Classifier:
    """One model for each dimension; thread-safe, nothing is kept between calls."""

    def __init__(self, models: Mapping[str, _Loaded]) -> None:
        self._models = models

    @classmethod
    def load(cls, *versions: str | Path, root: Path | None = None) -> Classifier:
        """The default models, replaced by the named versions (one for each dimension, the last wins).

        A version is the path of a model folder or a name under `root`. Raises ArtifactError.
        """
        models = {dimension: _load(_PACKAGED / dimension, DEFAULT) for dimension in DIMENSIONS}
        for version in versions:
            if version != DEFAULT:
                loaded = _load(find_version(version, root), Path(version).name)
                models[loaded.model.dimension] = loaded
        return cls(models)

    def versions(self) -> dict[str, str]:
        """Version of the model of each dimension."""
        return {dimension: loaded.version for dimension, loaded in self._models.items()}

    def classify(self, turns: Sequence[Turn], language: str = "en") -> Verdicts:
        """Judge a (redacted) call. Any input gives a result; what cannot be judged is marked as abstained."""
        read = read_turns(turns)
        english = language.lower().split("-")[0] in ("en", "")
        if _is_too_short(read):
            return self._too_short(turns, english)
        call = ReadCall.of(read)
        judged = {name: self._judge(loaded, call, turns, english) for name, loaded in self._models.items()}
        understood = english and all(verdict.reason != "unfamiliar" for verdict in judged.values())
        sentiment = judge_sentiment(turns, understood=understood)
        return Verdicts(judged[INTENT], judged[OUTCOME], sentiment)

    def _too_short(self, turns: Sequence[Turn], english: bool) -> Verdicts:
        versions = self.versions()
        return Verdicts(
            Verdict(OTHER, 0.0, True, reason="too_short", version=versions[INTENT]),
            Verdict(NO_CONVERSATION, 1.0, False, reason="too_short", version=versions[OUTCOME]),
            judge_sentiment(turns, understood=english),
        )

    def _judge(self, loaded: _Loaded, call: ReadCall, turns: Sequence[Turn], english: bool) -> Verdict:
        model = loaded.model
        weighed = model.weigh(call)
        probabilities = model.probabilities(weighed)
        best = int(probabilities.argmax())
        label, p = model.labels[best], float(probabilities[best])
        reason = _doubt(model, call, p, english)
        evidence = _find_evidence(model, weighed, turns, label)
        return Verdict(label, round(p, 4), bool(reason), evidence, reason, loaded.version)


def find_version(version: str | Path, root: Path | None) -> Path:
    """Folder of a version given as a path or as a name under `root`; raises ArtifactError."""
    if isinstance(version, Path) or "/" in version:
        return Path(version)
    if root is None or not _NAME.match(version):
        raise ArtifactError(f"{version}: not the name of a classifier version")
    return root / version


def _load(folder: Path, name: str) -> _Loaded:
    model = load_model(folder)
    if model.dimension not in DIMENSIONS:
        raise ArtifactError(f"{folder}: unknown dimension {model.dimension}")
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return _Loaded(model, f"{name}@{digest.hexdigest()[:12]}")


def _is_too_short(turns: Sequence[SpokenTurn]) -> bool:
    """Fewer than 8 words of the caller, or a single turn that is no message left on a machine."""
    said = [len(turn.tokens) for turn in turns if turn.speaker != "a" and turn.tokens]
    return sum(said) < _FEWEST_WORDS or (len(said) < _FEWEST_TURNS and sum(said) < _MESSAGE_WORDS)


def _doubt(model: LightModel, call: ReadCall, p: float, english: bool) -> str:
    if not english:
        return "language"
    if _known_share(model, call) < _KNOWN_SHARE:
        return "unfamiliar"
    return "" if model.threshold is not None and p >= model.threshold else "unsure"


def _known_share(model: LightModel, call: ReadCall) -> float:
    """Share of the call's words that the model has seen said by that speaker."""
    index = model.vocabulary.index
    words = [f"{turn.speaker}:{token}" for turn in call.turns for token in turn.tokens]
    return sum(word in index for word in words) / len(words) if words else 0.0


def _find_evidence(
    model: LightModel, weighed: Weighed, turns: Sequence[Turn], label: str
) -> tuple[Evidence, ...]:
    """The turns that speak most for the label, in order of the call, each with its best passage."""
    gains, read = model.feature_gains(weighed, label), weighed.call.turns
    contributions = model.turn_contributions(weighed, label, gains)
    ranked = sorted(range(len(turns)), key=lambda number: (-contributions[number], number))
    strongest = contributions[ranked[0]]
    shown = [
        n for n in ranked[:_QUOTES] if contributions[n] > 0 and contributions[n] >= _QUOTE_SHARE * strongest
    ]
    return tuple(_quote(turns, number, read[number].speaker, gains) for number in sorted(shown))


def _quote(turns: Sequence[Turn], number: int, speaker: str, gains: Mapping[str, float]) -> Evidence:
    def weigh(text: str) -> float:
        grams = turn_grams(tokenise(text), speaker + ":")
        return sum(gains.get(gram, 0.0) + gains.get("L" + gram, 0.0) for gram in grams)

    begin, stop = best_passage(turns[number].text, weigh)
    return quote_turn(turns, number, begin, stop)
