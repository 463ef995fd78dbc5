"""Word error rate: the fewest words to insert, delete or replace, over the words of the reference."""

import re

import numpy as np

_WORD = re.compile(r"[a-z0-9']+")


def words_of(text: str) -> list[str]:
    """Lower-case words without punctuation."""
    return _WORD.findall(text.lower())


def word_errors(reference: str, heard: str) -> tuple[int, int]:
    """(edits, words of the reference), by edit distance over words (Levenshtein 1966)."""
    expected, found = words_of(reference), words_of(heard)
    row = np.arange(len(found) + 1)
    columns = np.array(found, dtype=object)
    for number, word in enumerate(expected, 1):
        best = np.empty_like(row)
        best[0] = number
        best[1:] = np.minimum(row[:-1] + (columns != word), row[1:] + 1)
        # An insertion costs one step from the left; less the position, that is a running minimum.
        position = np.arange(len(best))
        row = np.minimum.accumulate(best - position) + position
    return int(row[-1]), len(expected)


def error_rate(reference: str, heard: str) -> float:
    """Errors per word of the reference; 0 for two empty texts."""
    edits, length = word_errors(reference, heard)
    return edits / max(1, length)
