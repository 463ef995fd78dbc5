"""Whisper by CTranslate2 (`faster-whisper`), int8 on the processor: the default.

Windows of similar length go through encoder, beam search and word alignment together, one batch per core
with a single thread each: that uses the cores better than several threads on one batch. The encoder is fed
the length of the batch's longest window instead of always 30 s.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens
from numpy.typing import NDArray

from calls.transcription.repair import looping
from calls.transcription.track import Heard, Task
from calls.transcription.windowed import WindowedBackend
from compliance.catalogue import weights
from compliance.redaction.numbers import find_runs
from compliance.redaction.tokens import lex

BEAM = 2
BATCH = 4
TAIL_SECONDS = 1.0
FRAMES_A_SECOND = 100
MAX_TOKENS = 448
TOKENS_A_SECOND = 12
SPARE_TOKENS = 40
RETRY_TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0)


def processors() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True, eq=False)
class _Decoded:
    """A batch of windows after the beam search: what alignment needs of it."""

    encoded: Any
    lengths: list[int]
    tokenizer: Tokenizer
    results: Sequence[Any]
    texts: list[list[int]]


class FasterWhisperBackend(WindowedBackend):
    """See the module."""

    key = "faster-whisper"

    def __init__(self, model: str, var: Path, *, workers: int | None = None) -> None:
        """`workers`: batches at a time, one thread each; all cores this process may use unless given."""
        super().__init__(model, var)
        self.workers = workers or processors()

    @cached_property
    def engine(self) -> WhisperModel:
        """The loaded model."""
        folder = weights(self.model, self.var)
        return WhisperModel(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=self.workers,
            local_files_only=True,
        )

    def detect(self, samples: NDArray[np.float32]) -> tuple[str, float]:
        """The most probable language; English-only models know one."""
        if not self.engine.model.is_multilingual:
            return "en", 1.0
        features = self._features([samples])[0]
        ranked = self.engine.model.detect_language(features)[0]
        token, probability = ranked[0]
        return str(token).strip("<|>"), float(probability)

    def hear(self, tasks: Sequence[Task]) -> list[Heard]:
        """All windows."""
        return self._in_batches(tasks, self._hear)

    def hear_numbers(self, tasks: Sequence[Task]) -> list[Heard]:
        """Greedily, and words are only placed in time where one of them is a number."""
        return self._in_batches(tasks, self._hear_numbers)

    def _in_batches(
        self, tasks: Sequence[Task], hear: Callable[[Sequence[Task]], list[Heard]]
    ) -> list[Heard]:
        """Longest windows first, in batches of one language."""
        ranked = sorted(range(len(tasks)), key=lambda i: (tasks[i].language, -tasks[i].seconds))
        size = max(1, min(BATCH, -(-len(tasks) // self.workers)))
        batches: list[list[int]] = []
        for index in ranked:
            full = not batches or len(batches[-1]) >= size
            if full or tasks[batches[-1][0]].language != tasks[index].language:
                batches.append([])
            batches[-1].append(index)
        with ThreadPoolExecutor(self.workers) as pool:
            heard = pool.map(lambda batch: hear([tasks[i] for i in batch]), batches)
            found = dict(
                zip((i for batch in batches for i in batch), (h for part in heard for h in part), strict=True)
            )
        return [found[index] for index in range(len(tasks))]

    def hear_again(self, task: Task) -> Heard:
        """Higher temperatures one after the other, as in the Whisper paper, until the loop is gone."""
        heard = Heard((), 0.0, 1.0)
        for temperature in RETRY_TEMPERATURES:
            (heard,) = self._hear([task], temperature)
            if not looping(heard.text):
                break
        return heard

    def _features(self, sounds: Sequence[NDArray[np.float32]]) -> tuple[Any, list[int]]:
        """The encoder's output for a batch, and the frames of each sound without the padding."""
        spectra = [self.engine.feature_extractor(sound)[..., :-1] for sound in sounds]
        lengths = [spectrum.shape[-1] for spectrum in spectra]
        longest = max(lengths) + int(TAIL_SECONDS * FRAMES_A_SECOND)
        width = min(self.engine.feature_extractor.nb_max_frames, longest + longest % 2)
        return self.engine.encode(np.stack([pad_or_trim(s, width) for s in spectra])), lengths

    def _hear(self, tasks: Sequence[Task], temperature: float = 0.0) -> list[Heard]:
        decoded = self._decode(tasks, 1 if temperature else BEAM, temperature)
        return self._placed(decoded, decoded.texts)

    def _hear_numbers(self, tasks: Sequence[Task]) -> list[Heard]:
        decoded = self._decode(tasks, 1)
        wanted = [text if find_runs(lex(decoded.tokenizer.decode(text))) else [] for text in decoded.texts]
        if not any(wanted):
            return [Heard((), 0.0, 1.0)] * len(tasks)
        return self._placed(decoded, wanted)

    def _decode(self, tasks: Sequence[Task], beam: int, temperature: float = 0.0) -> _Decoded:
        encoded, lengths = self._features([task.samples() for task in tasks])
        tokenizer = self._tokenizer(tasks[0].language)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        tokens = SPARE_TOKENS + int(TOKENS_A_SECOND * max(task.seconds for task in tasks))
        results = self.engine.model.generate(
            encoded,
            [prompt] * len(tasks),
            beam_size=beam,
            max_length=min(MAX_TOKENS, tokens),
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            sampling_temperature=temperature,
            sampling_topk=0 if temperature else 1,
            return_scores=True,
            return_no_speech_prob=True,
        )
        texts = [[t for t in result.sequences_ids[0] if t < tokenizer.eot] for result in results]
        return _Decoded(encoded, lengths, tokenizer, results, texts)

    def _placed(self, decoded: _Decoded, texts: list[list[int]]) -> list[Heard]:
        """Each window's words with their times."""
        aligned = self.engine.find_alignment(decoded.tokenizer, texts, decoded.encoded, decoded.lengths)
        return [
            Heard(
                tuple(
                    (w["word"], float(w["start"]), float(w["end"]), float(w["probability"]))
                    for w in words
                    if w["word"]
                ),
                float(result.scores[0]),
                float(result.no_speech_prob),
            )
            for words, result in zip(aligned, decoded.results, strict=True)
        ]

    def _tokenizer(self, language: str) -> Tokenizer:
        multilingual = self.engine.model.is_multilingual
        return Tokenizer(self.engine.hf_tokenizer, multilingual, task="transcribe", language=language)
