"""Recordings in memory: decoded samples, and the one way to get them from untrusted bytes."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

MAX_SECONDS = 4 * 3600.0
MAX_BYTES = 1 << 30
TIMEOUT_SECONDS = 600.0
TOLERANCE_SECONDS = 2.0
TOLERANCE_SHARE = 0.02

_DECODER = Path(__file__).with_name("decoder.py")
_READ = 1 << 20


class AudioError(Exception):
    """A recording cannot be used.

    `kind`: not_audio, empty, truncated, too_long, too_large, too_many_channels or decoder. `permanent` says
    whether the same bytes would fail again.
    """

    def __init__(self, message: str, *, kind: str = "not_audio", permanent: bool = True) -> None:
        super().__init__(message)
        self.kind = kind
        self.permanent = permanent


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Samples of shape (frames, channels), float32 in [-1, 1], at `rate` frames a second."""

    samples: Samples
    rate: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.dtype != np.float32:
            raise ValueError("samples must be float32 of shape (frames, channels)")

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(len(self.samples)) / self.rate

    @property
    def channels(self) -> int:
        """How many channels, 1 or 2 for a call."""
        return int(self.samples.shape[1])

    def digest(self) -> str:
        """SHA-256 over rate, shape and samples: equal for equal sound, whatever container it came in."""
        head = f"{self.rate}:{self.samples.shape}:".encode()
        return sha256(head + np.ascontiguousarray(self.samples).tobytes()).hexdigest()


def load(source: Path | bytes, *, announced: float | None = None, max_seconds: float = MAX_SECONDS) -> Audio:
    """Decode a recording: WAV incl. mu-law, MP3, FLAC, Ogg Opus or Vorbis, and what else FFmpeg reads.

    The bytes are parsed by a child process that has limits on memory and processor time, no environment, and
    may write no file; it hands back plain samples. Rates above 16 kHz come back as 16 kHz. `announced` is the
    duration in seconds that somebody else stated. Raises AudioError, also when the decoded duration differs
    from `announced` or from the file's own header by more than 2 s and 2 %.
    """
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size == 0:
        raise AudioError("the recording is empty", kind="empty")
    if size > MAX_BYTES:
        raise AudioError(f"the recording has {size} bytes; {MAX_BYTES} are allowed", kind="too_large")
    pcm = bytearray()
    with _decoder(source, max_seconds) as process:
        header = _receive(process, pcm.extend)
    audio = _assemble(header, pcm)
    if announced is not None:
        _compare(audio.duration, announced, "the sender")
    if header.get("announced") is not None:
        _compare(audio.duration, float(header["announced"]), "its own header")
    if not len(audio.samples):
        raise AudioError("the recording holds no sound", kind="empty")
    return audio


@dataclass(frozen=True, slots=True)
class Sound:
    """What a recording holds."""

    seconds: float
    channels: int


def probe(chunks: Iterable[bytes], *, max_seconds: float = MAX_SECONDS) -> Sound:
    """Decodes as `load` does and keeps nothing, in constant memory. Raises AudioError."""
    size = 0

    def count(block: bytes) -> None:
        nonlocal size
        size += len(block)

    with _decoder(chunks, max_seconds) as process:
        header = _receive(process, count)
    channels = int(header["channels"])
    sound = Sound(size / (2 * channels * int(header["rate"])), channels)
    if header.get("announced") is not None:
        _compare(sound.seconds, float(header["announced"]), "its own header")
    if not size:
        raise AudioError("the recording holds no sound", kind="empty")
    return sound


@contextmanager
def _decoder(source: Path | bytes | Iterable[bytes], max_seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A running decoder, fed from a file or from memory, killed when it takes too long."""
    command = [sys.executable, "-I", str(_DECODER), str(max_seconds)]
    with ExitStack() as stack:
        stdin = stack.enter_context(source.open("rb")) if isinstance(source, Path) else subprocess.PIPE
        process = subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}, cwd="/"
        )
        timer = threading.Timer(TIMEOUT_SECONDS, process.kill)
        timer.start()
        feeder = threading.Thread(target=_feed, args=(process, source), daemon=True)
        feeder.start()
        try:
            yield process
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            feeder.join()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()


def _feed(process: subprocess.Popen[bytes], source: Path | bytes | Iterable[bytes]) -> None:
    if process.stdin is not None and not isinstance(source, Path):
        with suppress(BrokenPipeError), process.stdin as stdin:
            stdin.writelines([source] if isinstance(source, bytes) else source)


def _receive(process: subprocess.Popen[bytes], take: Callable[[bytes], None]) -> dict[str, Any]:
    """The decoder's header line; `take` gets its interleaved 16-bit samples. Raises the AudioError it reports."""
    if process.stdout is None or process.stderr is None:
        raise AudioError("the decoder has no pipes", kind="decoder", permanent=False)
    head = process.stdout.readline()
    while block := process.stdout.read(_READ):
        take(block)
    complaint = process.stderr.read()
    if process.wait() == 0 and head:
        found: dict[str, Any] = json.loads(head)
        return found
    try:
        fault = json.loads(complaint.splitlines()[-1])
        raise AudioError(str(fault["message"]), kind=str(fault["kind"]))
    except (ValueError, KeyError, IndexError, TypeError):
        raise AudioError(
            "the decoder stopped before the end: damaged or hostile recording", kind="decoder"
        ) from None


def _assemble(header: dict[str, Any], pcm: bytearray) -> Audio:
    rate, channels = int(header["rate"]), int(header["channels"])
    whole = len(pcm) - len(pcm) % (2 * channels)
    frames = np.frombuffer(pcm, dtype="<i2", count=whole // 2).reshape(-1, channels)
    samples = frames.astype(np.float32)
    samples /= np.float32(32768.0)
    return Audio(samples, rate)


def _compare(duration: float, announced: float, origin: str) -> None:
    allowed = max(TOLERANCE_SECONDS, TOLERANCE_SHARE * announced)
    if abs(duration - announced) > allowed:
        raise AudioError(
            f"the recording lasts {duration:.1f} s but {origin} says {announced:.1f} s: cut short?",
            kind="truncated",
        )
