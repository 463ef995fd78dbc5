"""The program that parses untrusted recordings, run as a child process by `audio.load`; never imported.

Reads the whole file from standard input, writes one JSON line {"rate", "channels", "announced"} and then
interleaved little-endian 16-bit samples to standard output. On failure: one JSON line {"kind", "message"} on
standard error and exit code 3. Sets its own limits before any decoder sees a byte.
"""

import importlib
import io
import json
import resource
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

MEMORY_BYTES = 3 << 30
PROCESSOR_SECONDS = 300
HIGHEST_RATE = 16_000
LOWEST_RATE = 4_000
BLOCK_FRAMES = 1 << 12
MAX_CHANNELS = 2
FAILED = 3


class Refusal(Exception):
    """The recording is refused; (kind, message) goes to the parent."""


def limit() -> None:
    """Bound memory, processor time, file writing and core dumps of this process."""
    for name, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def riff_seconds(data: bytes) -> float | None:
    """The duration a WAV header announces; None for other files, and for streams written without a length."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    position, bytes_a_second = 12, 0
    while position + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, position)
        if name == b"fmt " and position + 20 <= len(data):
            (bytes_a_second,) = struct.unpack_from("<I", data, position + 16)
        if name == b"data":
            unknown = size in (0, 0x7FFFFFFF) or size >= 0xFFFFFF00
            return None if unknown or not bytes_a_second else size / bytes_a_second
        position += 8 + size + size % 2
    return None


class Output:
    """Writes the header once and the samples after it, and refuses what is too long."""

    def __init__(self, rate: int, channels: int, announced: float | None, max_seconds: float) -> None:
        if channels < 1 or channels > MAX_CHANNELS:
            raise Refusal(
                "too_many_channels", f"the recording has {channels} channels; one or two are supported"
            )
        if rate < LOWEST_RATE:
            raise Refusal("not_audio", f"a rate of {rate} Hz is no telephone recording")
        self.left = int(max_seconds * rate)
        self.max_seconds, self.frame_bytes = max_seconds, 2 * channels
        if announced is not None and announced > max_seconds:
            self._refuse()
        head = {"rate": rate, "channels": channels, "announced": announced}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")

    def write(self, pcm: bytes) -> None:
        """Pass samples on."""
        self.left -= len(pcm) // self.frame_bytes
        if self.left < 0:
            self._refuse()
        sys.stdout.buffer.write(pcm)

    def _refuse(self) -> None:
        raise Refusal("too_long", f"the recording is longer than the {self.max_seconds:.0f} s allowed")


def decode(data: bytes, max_seconds: float) -> None:
    """Sound files at telephone rates by libsndfile, everything else by FFmpeg. Raises Refusal."""
    soundfile = importlib.import_module("soundfile")
    try:
        sound = soundfile.SoundFile(io.BytesIO(data))
    except soundfile.LibsndfileError:
        decode_with_ffmpeg(data, max_seconds)
        return
    # libsndfile fills the missing end of a cut MP3 with repeats, so those go to FFmpeg.
    if sound.samplerate > HIGHEST_RATE or sound.format == "MP3":
        decode_with_ffmpeg(data, max_seconds)
        return
    announced = riff_seconds(data) or (sound.frames / sound.samplerate or None)
    output = Output(sound.samplerate, sound.channels, announced, max_seconds)
    # A damaged rest ends the reading; the parent sees the missing duration.
    with suppress(soundfile.LibsndfileError):
        for block in sound.blocks(BLOCK_FRAMES, dtype="int16", always_2d=True):
            output.write(block.astype("<i2").tobytes())


def decode_with_ffmpeg(data: bytes, max_seconds: float) -> None:
    """Any container FFmpeg knows, brought down to 16 kHz where it has more. Raises Refusal."""
    av = importlib.import_module("av")
    av.logging.set_level(None)
    try:
        with av.open(io.BytesIO(data), metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise Refusal("not_audio", "the file holds no sound")
            stream = container.streams.audio[0]
            rate, channels = min(stream.rate or 0, HIGHEST_RATE), stream.channels
            seconds = stream.duration * stream.time_base if stream.duration else None
            announced = riff_seconds(data) or (float(seconds) if seconds else None)
            output = Output(rate, channels, announced, max_seconds)
            layout = "mono" if channels == 1 else "stereo"
            resampler = av.AudioResampler(format="s16", layout=layout, rate=rate)
            for block in blocks(av, container, stream, resampler):
                output.write(block)
    except av.FFmpegError as error:
        raise Refusal("not_audio", "this is not a recording that can be decoded") from error


def blocks(av: Any, container: Any, stream: Any, resampler: Any) -> Iterator[bytes]:
    """Interleaved 16-bit samples; damaged packets are left out and show up as missing duration."""
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            continue
        for frame in frames:
            for part in resampler.resample(frame):
                yield bytes(part.planes[0])[: part.samples * 2 * len(part.layout.channels)]
    for part in resampler.resample(None):
        yield bytes(part.planes[0])[: part.samples * 2 * len(part.layout.channels)]


def main() -> int:
    """Decode standard input; the exit code."""
    limit()
    try:
        decode(sys.stdin.buffer.read(), float(sys.argv[1]))
        sys.stdout.buffer.flush()
    except Refusal as refusal:
        kind, message = refusal.args
        print(json.dumps({"kind": kind, "message": message}), file=sys.stderr)
        return FAILED
    except MemoryError:
        print(json.dumps({"kind": "too_large", "message": "decoding needs too much memory"}), file=sys.stderr)
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
