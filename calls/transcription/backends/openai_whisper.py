"""OpenAI's own Whisper on PyTorch: the reference, and the choice where there is a CUDA device.

Runs the packaged weights converted by `conversion`, so it needs no download. Stock decoding: beam off, its
own temperature fall-back, its own word alignment.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import torch
import whisper
from numpy.typing import NDArray

from calls.transcription.conversion import alignment_heads, checkpoint
from calls.transcription.track import Heard, Task
from calls.transcription.windowed import WindowedBackend
from compliance.catalogue import weights

RETRY_TEMPERATURES = (0.4, 0.6, 0.8, 1.0)


class OpenAIWhisperBackend(WindowedBackend):
    """See the module."""

    key = "openai-whisper"

    @cached_property
    def engine(self) -> Any:
        """The loaded model, with the attention heads that follow the sound set from the catalogue's files."""
        device = "cuda" if torch.cuda.is_available() else "cpu"
        model = whisper.load_model(str(checkpoint(self.model, self.var)), device="cpu")
        mask = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        for layer, head in alignment_heads(weights(self.model, self.var)):
            mask[layer, head] = True
        model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)
        return model.to(device)

    def detect(self, samples: NDArray[np.float32]) -> tuple[str, float]:
        """The most probable language; English-only models know one."""
        if not self.engine.is_multilingual:
            return "en", 1.0
        sound = whisper.pad_or_trim(torch.from_numpy(samples))
        spectrum = whisper.log_mel_spectrogram(sound, self.engine.dims.n_mels).to(self.engine.device)
        _, probabilities = self.engine.detect_language(spectrum)
        language = max(probabilities, key=probabilities.__getitem__)
        return str(language), float(probabilities[language])

    def hear(self, tasks: Sequence[Task]) -> list[Heard]:
        """One window after the other."""
        return [self._hear(task.samples(), task.language, (0.0, 0.2)) for task in tasks]

    def hear_again(self, task: Task) -> Heard:
        """Whisper's own fall-back, from a higher temperature."""
        return self._hear(task.samples(), task.language, RETRY_TEMPERATURES)

    def hear_whole(self, samples: NDArray[np.float32], language: str) -> Heard:
        """A whole channel at 16 kHz exactly as `whisper.transcribe` takes it, for comparison."""
        return self._hear(samples, language, (0.0, 0.2, *RETRY_TEMPERATURES))

    def _hear(self, samples: NDArray[np.float32], language: str, temperatures: tuple[float, ...]) -> Heard:
        result = self.engine.transcribe(
            samples,
            language=language,
            temperature=temperatures,
            word_timestamps=True,
            fp16=self.engine.device.type == "cuda",
        )
        parts = result["segments"]
        tokens = sum(len(part["tokens"]) for part in parts) or 1
        return Heard(
            tuple(
                (str(word["word"]), float(word["start"]), float(word["end"]), float(word["probability"]))
                for part in parts
                for word in part["words"]
            ),
            sum(part["avg_logprob"] * len(part["tokens"]) for part in parts) / tokens,
            min((float(part["no_speech_prob"]) for part in parts), default=1.0),
        )
