"""The templates: text files beside this module, one `key: sentence` a line."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "templates"
Sentences = dict[str, list[str]]


def read(path: Path) -> Sentences:
    """Sentences by key. Raises ValueError for a line that is neither empty, a comment nor `key: sentence`."""
    found: Sentences = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, sentence = line.partition(":")
        if not colon or not sentence.strip():
            raise ValueError(f"{path.name}:{number}: expected `key: sentence`")
        found.setdefault(key.strip(), []).append(sentence.strip())
    return found


@cache
def common() -> Sentences:
    """Sentences of any dialogue."""
    return read(HERE / "common.txt")


@cache
def topics() -> dict[str, Sentences]:
    """By topic: ask, answer, unasked, told; `own` when the common answers do not fit."""
    return {path.stem: read(path) for path in sorted((HERE / "topics").glob("*.txt"))}


@cache
def trades() -> dict[str, Sentences]:
    """By trade: open, need, look, talk, close, its topics and `ask.<topic>` and `answer.<topic>` of its own."""
    return {path.stem: read(path) for path in sorted((HERE / "trades").glob("*.txt"))}
