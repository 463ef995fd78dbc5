"""Speed and word error rate of the default recogniser against stock `openai-whisper`, same weights, same run.

`python -m calls.transcription.bench FOLDER [--var DIR] [--truth FILE] [--json FILE]`

Both deliver word times for every channel of each recording on the processor. The reference is
`whisper.transcribe` on each whole channel as it comes (greedy, its own temperature fall-back, float32, all
cores); ours is the pipeline the product runs (windows at silences, int8, beam 2, batches). Models are loaded
before the clock starts; the first window of a recording is heard once by each to warm up.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from calls.transcription.audio import Audio, load
from calls.transcription.backends.faster_whisper import FasterWhisperBackend, processors
from calls.transcription.backends.openai_whisper import OpenAIWhisperBackend
from calls.transcription.scoring import error_rate, word_errors
from calls.transcription.track import RECOGNISER_RATE, at_recogniser_rate

MODEL = "whisper-base"
WARM_UP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Result:
    """One recording: seconds of sound and of work, and how the texts differ (shares of words)."""

    name: str
    seconds: float
    channels: int
    ours: float
    ours_processor: float
    reference: float
    reference_processor: float
    ratio: float
    between: float
    ours_against_truth: float | None
    reference_against_truth: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """What one recogniser did: wall and processor seconds, and the text of each channel."""

    wall: float
    processor: float
    texts: tuple[str, ...]


def main() -> None:
    """Prints a table, and writes the figures where asked."""
    parser = argparse.ArgumentParser(prog="python -m calls.transcription.bench")
    parser.add_argument("folder", type=Path, help="recordings (*.flac, *.wav, *.opus)")
    parser.add_argument("--var", type=Path, default=Path("var"), help="state folder with the models")
    parser.add_argument("--truth", type=Path, help='JSON {file name: ["text of channel 1", …]}')
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    truth: dict[str, list[str]] = json.loads(options.truth.read_text("utf-8")) if options.truth else {}
    ours, reference = FasterWhisperBackend(MODEL, options.var), OpenAIWhisperBackend(MODEL, options.var)
    paths = sorted(p for p in options.folder.iterdir() if p.suffix in {".flac", ".wav", ".opus"})
    if not paths:
        parser.error(f"no recordings in {options.folder}")
    results = [compare(path, ours, reference, truth.get(path.name)) for path in paths]
    report = {"model": MODEL, "cores": processors(), "results": [asdict(result) for result in results]}
    print(table(results))
    print(json.dumps(report))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def compare(
    path: Path, ours: FasterWhisperBackend, reference: OpenAIWhisperBackend, truth: list[str] | None
) -> Result:
    """Both recognisers on one recording, one after the other."""
    audio = load(path)
    opening = Audio(audio.samples[: WARM_UP_SECONDS * audio.rate], audio.rate)
    run_ours(opening, ours)
    run_reference(opening, reference)
    fast, slow = run_ours(audio, ours), run_reference(audio, reference)
    return Result(
        path.name,
        audio.duration,
        audio.channels,
        fast.wall,
        fast.processor,
        slow.wall,
        slow.processor,
        slow.wall / fast.wall,
        error_rate(" ".join(slow.texts), " ".join(fast.texts)),
        pooled(truth, fast.texts),
        pooled(truth, slow.texts),
    )


def run_ours(audio: Audio, backend: FasterWhisperBackend) -> Run:
    """The product's way."""
    wall, processor = time.perf_counter(), time.process_time()
    raw = backend.transcribe(audio)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    names = ("unknown",) if audio.channels == 1 else ("caller", "agent")
    texts = tuple(" ".join(turn.text for turn in raw.turns if turn.speaker == name) for name in names)
    return Run(wall, processor, texts)


def run_reference(audio: Audio, backend: OpenAIWhisperBackend) -> Run:
    """Stock `whisper.transcribe` on every channel."""
    wall, processor = time.perf_counter(), time.process_time()
    texts = []
    for channel in range(audio.channels):
        samples = at_recogniser_rate(audio.samples[:, channel], audio.rate)
        language, _ = backend.detect(samples[: 30 * RECOGNISER_RATE])
        texts.append(backend.hear_whole(samples, language).text)
    return Run(time.perf_counter() - wall, time.process_time() - processor, tuple(texts))


def pooled(truth: list[str] | None, texts: tuple[str, ...]) -> float | None:
    """Errors of all channels together per word of the truth; None without a truth."""
    if truth is None:
        return None
    counts = [word_errors(said, heard) for said, heard in zip(truth, texts, strict=True)]
    return sum(edits for edits, _ in counts) / max(1, sum(length for _, length in counts))


def table(results: list[Result]) -> str:
    """The figures as lines of text."""
    head = f"{'recording':28}{'sound s':>9}{'ours s':>9}{'openai s':>10}{'ratio':>8}{'x real':>8}"
    lines = [head + f"{'WER between':>13}{'ours':>8}{'openai':>8}"]
    for r in results:
        scores = [
            "-" if value is None else f"{value:.1%}"
            for value in (r.ours_against_truth, r.reference_against_truth)
        ]
        lines.append(
            f"{r.name:28}{r.seconds:9.1f}{r.ours:9.1f}{r.reference:10.1f}{r.ratio:8.1f}{r.seconds / r.ours:8.1f}"
            f"{r.between:13.1%}{scores[0]:>8}{scores[1]:>8}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
