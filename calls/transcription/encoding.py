"""What people hear: the redacted audio as MP3 (plays in every browser, Safari included), and its waveform."""

import io

import numpy as np
import soundfile

from calls.transcription.audio import Audio

CONTENT_TYPE = "audio/mpeg"
PEAKS_PER_CALL = 800


def encode(audio: Audio) -> bytes:
    """The audio as constant-rate MP3, channels kept."""
    output = io.BytesIO()
    soundfile.write(
        output,
        audio.samples,
        audio.rate,
        format="MP3",
        subtype="MPEG_LAYER_III",
        bitrate_mode="CONSTANT",
        compression_level=0.6,
    )
    return output.getvalue()


def peaks(audio: Audio, count: int = PEAKS_PER_CALL) -> list[list[int]]:
    """For each channel `count` peak heights 0..100 over equal stretches; fewer for very short audio."""
    frames = len(audio.samples)
    if frames == 0:
        return [[] for _ in range(audio.channels)]
    edges = np.linspace(0, frames, min(count, frames) + 1).astype(int)[:-1]
    heights = np.maximum.reduceat(np.abs(audio.samples), edges, axis=0)
    return [[round(float(value) * 100) for value in column] for column in np.clip(heights, 0, 1).T]
