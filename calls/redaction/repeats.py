"""The same words said again elsewhere in a call."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from calls.redaction.marks import Mark, is_hidden
from compliance.redaction.dialogue import Turn, Word

# Shorter ones, such as "I" or "42", are said for many reasons.
SHORTEST = 3


def with_repeats(turns: Sequence[Turn], marks: Iterable[Mark]) -> list[Mark]:
    """The marks, and one for every other place with the same words in a row; they share a placeholder.

    Letters and digits are compared, whatever their case; words of fewer than three in total are not looked for.
    """
    found: list[Mark] = []
    for mark in marks:
        words = [
            _plain(word)
            for word in turns[mark.turn].words
            if mark.begin < word.stop and word.begin < mark.stop
        ]
        said = " ".join(words)
        if len(said.replace(" ", "")) < SHORTEST:
            found.append(mark)
            continue
        found.append(replace(mark, value=said))
        found += [place for n, turn in enumerate(turns) for place in _places(n, turn, words, mark, said)]
    return list(dict.fromkeys(found))


def _places(number: int, turn: Turn, words: Sequence[str], mark: Mark, said: str) -> list[Mark]:
    size = len(words)
    return [
        Mark(number, turn.words[at].begin, turn.words[at + size - 1].stop, mark.type, said)
        for at in range(len(turn.words) - size + 1)
        if [_plain(word) for word in turn.words[at : at + size]] == words
        and not any(is_hidden(word) for word in turn.words[at : at + size])
    ]


def _plain(word: Word) -> str:
    return "".join(character for character in word.text.casefold() if character.isalnum())
