"""What a run says of the calls it could not do, in the one line that its row has for it."""

import re

LONGEST = 300
UNREAD = re.compile(r"(\d+) calls? could not be read: ([\w, ]+)")
REFUSED = re.compile(r"call \d+: .*")


def note_unread(line: str, error: Exception) -> str:
    """The line with one more call that could not be read; of the error only its name, for its text may quote the call."""
    count, names, refused = _parts(line)
    return _line(count + 1, sorted({*names, type(error).__name__}), refused)


def note_refused(line: str, call_id: int, why: Exception) -> str:
    """The line with the last call that was left as it is, and why: an error whose text is for people."""
    count, names, _ = _parts(line)
    return _line(count, names, f"call {call_id}: {why}")


def _parts(line: str) -> tuple[int, list[str], str]:
    unread, refused = UNREAD.search(line), REFUSED.search(line)
    count, names = (int(unread[1]), unread[2].split(", ")) if unread else (0, [])
    return count, names, refused[0] if refused else ""


def _line(count: int, names: list[str], refused: str) -> str:
    unread = f"{count} call{'s' if count > 1 else ''} could not be read: {', '.join(names)}" if count else ""
    return "; ".join(part for part in (unread, refused) if part)[:LONGEST]
