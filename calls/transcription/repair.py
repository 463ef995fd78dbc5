"""What recognisers get wrong on telephone sound, put right: loops, words on silence, times over pauses."""

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from calls.transcription.merge import TimedWord
from calls.transcription.segments import Piece
from compliance.redaction.sound.energy import FRAME_SECONDS, levels, runs, threshold

LOOP_COMPRESSION = 2.4
LOOP_CHARACTERS = 60
LONGEST_PATTERN = 12
ALLOWED_REPEATS = 4
REACH_SECONDS = 0.3
EDGE_SECONDS = 0.06
MISSED_SECONDS = 1.6
PAUSE_SECONDS = 0.4
SENTENCE_ENDS = (".", "?", "!")
CARRY_SECONDS = 1.0
LONGEST_CARRIED_SECONDS = 0.3


def looping(text: str) -> bool:
    """Whether a text repeats itself as no person does: zlib shrinks it over 2.4 times (Whisper's limit)."""
    data = text.encode()
    return len(data) >= LOOP_CHARACTERS and len(data) / len(zlib.compress(data)) > LOOP_COMPRESSION


def without_loops(words: Sequence[TimedWord]) -> list[TimedWord]:
    """Cut immediate repetitions of one pattern of words after the fourth time.

    Four, because people do say "no no no no", and a card number may hold "five five five five".
    """
    kept = list(words)
    for length in range(1, LONGEST_PATTERN + 1):
        position = 0
        while position + length <= len(kept):
            repeats = _repeats(kept, position, length)
            if repeats > ALLOWED_REPEATS:
                del kept[position + length * ALLOWED_REPEATS : position + length * repeats]
            position += 1
    return kept


def _repeats(words: Sequence[TimedWord], position: int, length: int) -> int:
    pattern = [word.text.lower() for word in words[position : position + length]]
    count = 1
    while [
        word.text.lower() for word in words[position + count * length : position + (count + 1) * length]
    ] == pattern:
        count += 1
    return count


def carried_over(words: Sequence[TimedWord]) -> list[TimedWord]:
    """Move the first word of a sentence, left before a pause by the alignment, to where the rest is spoken."""
    moved = list(words)
    for n in range(1, len(moved) - 1):
        before, word, after = moved[n - 1 : n + 2]
        opens = before.text.endswith(SENTENCE_ENDS) and not word.text.endswith((*SENTENCE_ENDS, ","))
        if opens and after.start - word.end >= CARRY_SECONDS:
            length = min(word.end - word.start, LONGEST_CARRIED_SECONDS)
            moved[n] = replace(word, start=round(after.start - length, 2), end=after.start)
    return moved


class Sound:
    """Where one channel sounds, to check the recogniser's words against."""

    def __init__(self, samples: NDArray[np.float32], rate: int) -> None:
        self.rate, self.frame = rate, max(1, round(rate * FRAME_SECONDS))
        level = levels(samples, self.frame)
        self.active = level > threshold(level)

    def supported(self, word: TimedWord) -> bool:
        """Whether anything sounds within 0.3 s of the word; if not, the recogniser made it up."""
        return bool(self._slice(word.start - REACH_SECONDS, word.end + REACH_SECONDS).any())

    def activity(self, start: float, end: float) -> int:
        """How many frames sound between two times."""
        return int(self._slice(start, end).sum())

    def trimmed(self, word: TimedWord) -> TimedWord:
        """The word without the silence its alignment swallowed.

        A pause inside a word means that the alignment reached across it, so the fuller side is kept; but
        digits are read out in groups that come back as one word, and stay whole.
        """
        sounding = np.flatnonzero(self._slice(word.start, word.end))
        if not len(sounding):
            return word
        if not any(character.isdigit() for character in word.text):
            pauses = np.flatnonzero(np.diff(sounding) * FRAME_SECONDS >= PAUSE_SECONDS) + 1
            sounding = max(np.split(sounding, pauses), key=len)
        first, seconds = self._index(word.start), self.frame / self.rate
        start = max(word.start, float(first + sounding[0]) * seconds - EDGE_SECONDS)
        end = min(word.end, float(first + sounding[-1] + 1) * seconds + EDGE_SECONDS)
        return replace(word, start=round(start, 2), end=round(max(start, end), 2))

    def missed(self, words: Sequence[TimedWord], pieces: Sequence[Piece]) -> list[Piece]:
        """Stretches that sound for 1.6 s or more in total while no word was found in them."""
        bare = np.zeros_like(self.active)
        for piece in pieces:
            bare[piece.begin // self.frame : -(-piece.stop // self.frame)] = True
        for word in words:
            bare[self._index(word.start - REACH_SECONDS) : self._index(word.end + REACH_SECONDS) + 1] = False
        enough = MISSED_SECONDS / FRAME_SECONDS
        return [
            Piece(begin * self.frame, stop * self.frame)
            for begin, stop in runs(bare)
            if int(self.active[begin:stop].sum()) >= enough
        ]

    def _index(self, seconds: float) -> int:
        return max(0, int(seconds * self.rate / self.frame))

    def _slice(self, start: float, end: float) -> NDArray[np.bool_]:
        return self.active[self._index(start) : self._index(end) + 1]
